package io.swarmbot.store;

import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Uses one swarm of a store through the SPI, and waits for every answer. */
public final class LogDriver {

    public static final PageLimit EVERYTHING = new PageLimit(100_000, 1 << 28);
    private static final AtomicLong IDS = new AtomicLong();

    public final SwarmStore store;
    public final String swarm;

    public LogDriver(SwarmStore store, String swarm) {
        this.store = store;
        this.swarm = swarm;
    }

    /** Makes the swarm, and returns a driver for it. */
    public static LogDriver in(SwarmStore store, String swarm) {
        LogDriver log = new LogDriver(store, swarm);
        log.create();
        return log;
    }

    /** Waits for the stage and returns its value. Throws its failure without a wrapper. */
    public static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the store did not answer", e);
        }
    }

    public static String newId() {
        return "append-" + IDS.incrementAndGet();
    }

    public static EntityRow row(String kind, String id, long version, @Nullable String text) {
        return new EntityRow(kind, id, version, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean create() {
        return join(store.create(swarm));
    }

    public boolean delete() {
        return join(store.delete(swarm));
    }

    public Cursor head() {
        return image().head();
    }

    public SwarmImage image() {
        return join(store.load(swarm)).orElseThrow();
    }

    public Map<String, String> rows() {
        return rows(image());
    }

    /** The rows of the image, as a map from {@code kind/id} to {@code version text}. */
    public static Map<String, String> rows(SwarmImage image) {
        Map<String, String> rows = new TreeMap<>();
        for (EntityRow row : image.entities()) {
            String text = new String(java.util.Objects.requireNonNull(row.json()), StandardCharsets.UTF_8);
            String twice = rows.put(row.kind() + "/" + row.id(), row.version() + " " + text);
            if (twice != null) {
                throw new AssertionError(row + " is in the image twice");
            }
        }
        return rows;
    }

    public AppendResult append(Append append) {
        return join(store.append(swarm, append));
    }

    /** Appends at the head, and returns the new head. Nobody else may append at the same time. */
    public Cursor append(int entries, EntityRow... rows) {
        return append(entries, 0, rows);
    }

    public Cursor append(int entries, int padding, EntityRow... rows) {
        Cursor head = head();
        List<LogEntry> added = LogEntries.after(head, entries, padding);
        return ((Appended) append(new Append(newId(), head, added, Arrays.asList(rows)))).head();
    }

    public ReadResult read(Cursor after, PageLimit limit) {
        return join(store.read(swarm, after, limit));
    }

    public Page page(Cursor after, PageLimit limit) {
        ReadResult result = read(after, limit);
        if (result instanceof Gap gap) {
            throw new AssertionError("a gap after " + after + ": " + gap);
        }
        return (Page) result;
    }

    /** All entries after the cursor, read page by page. */
    public List<LogEntry> entriesAfter(Cursor after) {
        List<LogEntry> entries = new ArrayList<>();
        Cursor position = after;
        for (List<LogEntry> next = page(position, EVERYTHING).entries();
                !next.isEmpty();
                next = page(position, EVERYTHING).entries()) {
            entries.addAll(next);
            position = next.get(next.size() - 1).cursor();
        }
        return entries;
    }
}
