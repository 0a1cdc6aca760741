package io.swarmbot.wire;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a swarm. What cannot be read is logged and noted, and the rest is read. Kinds of rows that only a
 * newer version has are passed over: it may share the store with this one.
 *
 * <p>Thread-safety: confined to one call of {@link JsonCodec#decode}.
 */
final class RowReader {

    private static final Logger LOG = System.getLogger(RowReader.class.getName());
    /** How many rows of a swarm are logged one by one. */
    private static final int LOGGED = 10;

    /** The status of an agent or a task, told by the field before it from one in the content. */
    private static final Pattern STATUS = Pattern.compile(
            "(?:\"mode\":\"[a-z]{1,20}\"|\"part_of\":(?:null|\"[^\"]{1,64}\")),\"status\":\"([a-z_]{1,20})\"");

    private final String swarm;
    private final Cursor head;
    private final List<Agent> agents = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<SwarmMessage> messages = new ArrayList<>();
    private final List<SharedFile> files = new ArrayList<>();
    private final List<AccessToken> tokens = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    /** The keys of receipts that cannot be read. */
    private final List<EntityRow> lostReceipts = new ArrayList<>();

    private StoredState.@Nullable Summary summary = StoredState.Summary.NONE;
    private StoredState.Unreadable unreadable = StoredState.Unreadable.NONE;
    private int unreadableRows;
    private final Set<String> unknownKinds = new HashSet<>();

    RowReader(String swarm, Cursor head) {
        this.swarm = swarm;
        this.head = head;
    }

    StoredState state(Collection<EntityRow> rows) {
        for (EntityRow row : rows) {
            byte[] json = row.json();
            if (json != null) {
                read(row, json);
            }
        }
        if (unreadableRows > LOGGED) {
            LOG.log(Level.ERROR, () -> "swarm " + swarm + ": " + unreadableRows + " rows cannot be read");
        }
        for (EntityRow row : lostReceipts) {
            receipts.add(Receipt.unreadable(row.id(), new Cursor(head.epoch(), row.version()), newest()));
        }
        return new StoredState(agents, tasks, receipts, messages, files, tokens, summary, unreadable);
    }

    private void read(EntityRow row, byte[] json) {
        switch (row.kind()) {
            case JsonCodec.AGENT,
                    JsonCodec.TASK,
                    JsonCodec.RECEIPT,
                    JsonCodec.MESSAGE,
                    JsonCodec.FILE,
                    JsonCodec.TOKEN,
                    JsonCodec.TOTALS -> {
                try {
                    take(row, Fields.stored(json));
                } catch (RuntimeException failure) {
                    unreadableRows++;
                    if (unreadableRows <= LOGGED) {
                        LOG.log(Level.ERROR, () -> "swarm " + swarm + ": " + row + " cannot be read: " + failure);
                    }
                    note(row, json);
                }
            }
            default -> {
                if (unknownKinds.add(row.kind())) {
                    LOG.log(
                            Level.WARNING,
                            () -> "swarm " + swarm + ": rows of kind '" + row.kind()
                                    + "' are of a newer version, and stay as they are");
                }
            }
        }
    }

    private void take(EntityRow row, Fields fields) {
        switch (row.kind()) {
            case JsonCodec.AGENT -> agents.add(EntityJson.agent(fields));
            case JsonCodec.TASK -> tasks.add(EntityJson.task(fields));
            case JsonCodec.MESSAGE -> messages.add(MessageJson.stored(fields));
            case JsonCodec.FILE -> files.add(FileJson.stored(fields));
            case JsonCodec.TOKEN -> tokens.add(TokenJson.stored(fields));
            case JsonCodec.RECEIPT -> receipts.add(EntityJson.receipt(fields));
            default ->
                summary = new StoredState.Summary(
                        MetricsJson.totals(fields.object(JsonCodec.TOTALS)),
                        EntityJson.time(fields, JsonCodec.TIMESTAMP),
                        fields.optionalLong(JsonCodec.HIDDEN).orElse(0L),
                        fields.optionalLong(JsonCodec.FORGOTTEN).orElse(0L));
        }
    }

    private void note(EntityRow row, byte[] json) {
        switch (row.kind()) {
            case JsonCodec.AGENT ->
                unreadable = new StoredState.Unreadable(
                        unreadable.agents().plus(row.id(), status(json, AgentStatus::ofWireName, AgentStatus.IDLE)),
                        unreadable.tasks());
            case JsonCodec.TASK ->
                unreadable = new StoredState.Unreadable(
                        unreadable.agents(),
                        unreadable.tasks().plus(row.id(), status(json, TaskStatus::ofWireName, TaskStatus.PENDING)));
            case JsonCodec.MESSAGE -> {
                // Nobody is handed it.
            }
            case JsonCodec.FILE -> {
                // Nobody is shown it. Its bytes stay until the file is readable again or they are collected.
            }
            case JsonCodec.TOKEN -> {
                // Nobody can log in with it.
            }
            case JsonCodec.RECEIPT -> lostReceipts.add(row);
            default -> summary = null;
        }
    }

    /** The status that can be found in what else cannot be read, so that the totals stay right as a rule. */
    private static <S> S status(byte[] json, Function<String, Optional<S>> known, S otherwise) {
        Matcher found = STATUS.matcher(new String(json, StandardCharsets.ISO_8859_1));
        return found.find() ? known.apply(found.group(1)).orElse(otherwise) : otherwise;
    }

    /** The time of the newest change that can be read, from which on an unreadable receipt is kept. */
    private Instant newest() {
        Instant newest = summary == null ? Instant.EPOCH : summary.timestamp();
        for (Task task : tasks) {
            newest = task.times().updatedAt().isAfter(newest) ? task.times().updatedAt() : newest;
        }
        for (Agent agent : agents) {
            newest = agent.updatedAt().isAfter(newest) ? agent.updatedAt() : newest;
        }
        for (Receipt receipt : receipts) {
            newest = receipt.at().isAfter(newest) ? receipt.at() : newest;
        }
        return newest;
    }
}
