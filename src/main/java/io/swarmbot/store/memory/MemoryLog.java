package io.swarmbot.store.memory;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One log and its entities. Its lock makes an append atomic for readers; all work under it is short. */
final class MemoryLog {

    private record Key(String kind, String id) {}

    private record Kept(Cursor end, long atMillis) {}

    private final LogWindow entries;
    private final Map<Key, EntityRow> entities = new LinkedHashMap<>();
    /** Where each batch ended, for as long as its last entry is kept: who sends one again learns that it is in the log. */
    private final Map<String, Kept> batches = new LinkedHashMap<>();

    private final MemoryRetention retention;

    private boolean isGone;

    MemoryLog(Cursor base, MemoryRetention retention) {
        this.retention = retention;
        this.entries = retention.window(base);
    }

    synchronized AppendResult append(Batch batch) {
        requireThere();
        expire();
        Kept before = batches.get(batch.id());
        if (before != null) {
            return new AppendResult.Appended(before.end());
        }
        if (!batch.expectedHead().equals(entries.head())) {
            return new AppendResult.Conflict(read(batch.expectedHead(), new PageLimit(1_000, 1 << 20)));
        }
        batch.entries().forEach(entries::add);
        for (EntityRow row : batch.entities()) {
            Key key = new Key(row.kind(), row.id());
            if (row.isGone()) {
                entities.remove(key);
            } else {
                entities.put(key, row);
            }
        }
        batches.put(batch.id(), new Kept(batch.head(), retention.nowMillis()));
        forgetBatches();
        return new AppendResult.Appended(batch.head());
    }

    synchronized ReadResult read(Cursor after, PageLimit limit) {
        requireThere();
        expire();
        // Memory is lost whole, with the process: a log in it has one epoch.
        Cursor head = entries.head();
        Optional<Gap> gap = Lineage.of(head).gapAt(after);
        if (gap.isPresent()) {
            return gap.get();
        }
        return entries.read(after.seq(), limit)
                .<ReadResult>map(found -> new Page(found, head))
                .orElseGet(() -> new Gap(GapReason.EXPIRED, head));
    }

    synchronized Optional<SwarmImage> image() {
        return isGone ? Optional.empty() : Optional.of(new SwarmImage(entries.head(), List.copyOf(entities.values())));
    }

    /** Gives its memory back. Who found the log before it was deleted, and comes after, finds no swarm. */
    synchronized void clear() {
        isGone = true;
        entries.clear();
        entities.clear();
        batches.clear();
    }

    private void forgetBatches() {
        Iterator<Kept> oldest = batches.values().iterator();
        while (oldest.hasNext() && oldest.next().end().seq() <= entries.tail()) {
            oldest.remove();
        }
    }

    /** Drops what is too old. */
    private void expire() {
        long newest = retention.newestExpiredMillis();
        Iterator<Kept> oldest = batches.values().iterator();
        while (oldest.hasNext()) {
            Kept kept = oldest.next();
            if (kept.atMillis() > newest) {
                return;
            }
            entries.dropUpTo(kept.end().seq());
            oldest.remove();
        }
    }

    private void requireThere() {
        if (isGone) {
            throw new NoSuchSwarmException("of " + entries.head().epoch());
        }
    }
}
