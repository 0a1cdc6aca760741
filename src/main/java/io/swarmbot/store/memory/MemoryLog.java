package io.swarmbot.store.memory;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One log and its entities. Its lock makes an append atomic for readers; all work under it is short. */
final class MemoryLog {

    /** How many batches back a batch that is sent again is recognised. */
    private static final int REMEMBERED_BATCHES = 64;

    private record Key(String kind, String id) {}

    private final LogWindow entries;
    private final Map<Key, EntityRow> entities = new LinkedHashMap<>();
    private final Map<String, Cursor> batches = new LinkedHashMap<>();

    MemoryLog(Cursor base, int retainedEvents, long maxBytes, ByteBudget budget) {
        this.entries = new LogWindow(base, retainedEvents, maxBytes, budget);
    }

    synchronized AppendResult append(Batch batch) {
        Cursor before = batches.get(batch.id());
        if (before != null) {
            return new AppendResult.Appended(before);
        }
        if (!batch.expectedHead().equals(entries.head())) {
            return new AppendResult.Conflict(read(batch.expectedHead(), new PageLimit(1_000, 1 << 20)));
        }
        batch.entries().forEach(entries::add);
        for (EntityRow row : batch.entities()) {
            Key key = new Key(row.kind(), row.id());
            if (row.json() == null) {
                entities.remove(key);
            } else {
                entities.put(key, row);
            }
        }
        batches.put(batch.id(), batch.head());
        if (batches.size() > REMEMBERED_BATCHES) {
            batches.remove(batches.keySet().iterator().next());
        }
        return new AppendResult.Appended(batch.head());
    }

    synchronized ReadResult read(Cursor after, PageLimit limit) {
        Cursor head = entries.head();
        if (!after.epoch().equals(head.epoch())) {
            return new Gap(GapReason.EPOCH, head);
        }
        if (after.seq() > head.seq()) {
            return new Gap(GapReason.UNKNOWN, head);
        }
        return entries.read(after.seq(), limit)
                .<ReadResult>map(found -> new Page(found, head))
                .orElseGet(() -> new Gap(GapReason.EXPIRED, head));
    }

    synchronized SwarmImage image() {
        return new SwarmImage(entries.head(), List.copyOf(entities.values()));
    }

    synchronized void clear() {
        entries.clear();
        entities.clear();
    }
}
