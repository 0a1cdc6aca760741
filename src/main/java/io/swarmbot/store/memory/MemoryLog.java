package io.swarmbot.store.memory;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One log and its entities.
 *
 * <p>Thread-safety: any thread. A lock makes each append atomic for readers, and is held for a short time only.
 */
final class MemoryLog {

    private record KeptAppend(Cursor end, long atMillis) {}

    private final LogWindow entries;
    private final Map<PastForms.Key, EntityRow> entities = new LinkedHashMap<>();
    private final PastForms past;
    /** The appends whose last entry is kept, by id, the oldest first. So an append that is sent again is recognised. */
    private final Map<String, KeptAppend> appends = new LinkedHashMap<>();

    private final Map<String, Instant> uses = new HashMap<>();
    private final Map<String, DeliveryRow> deliveries = new HashMap<>();

    private final MemoryRetention retention;
    private boolean isDeleted;

    MemoryLog(Cursor base, MemoryRetention retention) {
        this.retention = retention;
        this.entries = retention.window(base);
        this.past = retention.pastForms();
    }

    synchronized AppendResult append(Append append) {
        requireNotDeleted();
        expire();
        KeptAppend before = appends.get(append.id());
        if (before != null) {
            return new AppendResult.Appended(before.end());
        }
        if (!append.expectedHead().equals(entries.head())) {
            return new AppendResult.Conflict(read(append.expectedHead(), new PageLimit(1_000, 1 << 20)));
        }
        past.begin(entries.head().seq());
        append.entries().forEach(entries::add);
        for (EntityRow row : append.entities()) {
            PastForms.Key key = PastForms.Key.of(row);
            EntityRow replaced = row.isGone() ? entities.remove(key) : entities.put(key, row);
            if (replaced != null) {
                past.keep(replaced);
            }
        }
        past.trim(entries.tail(), entries.bytes());
        appends.put(append.id(), new KeptAppend(append.head(), retention.nowMillis()));
        forgetAppends();
        return new AppendResult.Appended(append.head());
    }

    synchronized ReadResult read(Cursor after, PageLimit limit) {
        requireNotDeleted();
        expire();
        // Memory is lost only with the whole process, so a log in it has only one epoch.
        Cursor head = entries.head();
        Optional<Gap> gap = Lineage.of(head).gapAfter(after);
        if (gap.isPresent()) {
            return gap.get();
        }
        return entries.read(after.seq(), limit)
                .<ReadResult>map(found -> new Page(found, head))
                .orElseGet(() -> new Gap(GapReason.EXPIRED, head));
    }

    synchronized Optional<SwarmImage> image() {
        return isDeleted
                ? Optional.empty()
                : Optional.of(new SwarmImage(entries.head(), List.copyOf(entities.values())));
    }

    /** The entities at a place that is not behind that sequence, if there is one. */
    Optional<SwarmImage> pastImage(long seq) {
        String epoch;
        List<EntityRow> present;
        Optional<PastForms.Kept> kept;
        synchronized (this) {
            if (isDeleted) {
                return Optional.empty();
            }
            expire();
            epoch = entries.head().epoch();
            present = List.copyOf(entities.values());
            kept = past.keptAt(seq);
        }
        return kept.map(place -> place.image(epoch, present));
    }

    synchronized void noteUses(Map<String, Instant> noted) {
        if (!isDeleted) {
            Instant now = Instant.ofEpochMilli(retention.nowMillis());
            noted.forEach((name, at) -> uses.merge(
                    name,
                    at.truncatedTo(ChronoUnit.MILLIS),
                    (known, later) -> later.isAfter(known) || known.isAfter(now) ? later : known));
        }
    }

    synchronized void forgetUses(Collection<String> names) {
        uses.keySet().removeAll(names);
    }

    synchronized Map<String, Instant> uses() {
        return Map.copyOf(uses);
    }

    synchronized Map<String, DeliveryRow> deliveryRows() {
        return Map.copyOf(deliveries);
    }

    synchronized boolean replaceDeliveryRow(String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        if (isDeleted || !Objects.equals(deliveries.get(receiver), known)) {
            return false;
        }
        if (next == null) {
            deliveries.remove(receiver);
        } else {
            deliveries.put(receiver, next);
        }
        return true;
    }

    /** Gives the memory back. From now on each call says that there is no such swarm. */
    synchronized void delete() {
        isDeleted = true;
        entries.clear();
        entities.clear();
        past.clear();
        appends.clear();
        uses.clear();
        deliveries.clear();
    }

    /** Forgets the appends whose last entry is no longer kept. */
    private void forgetAppends() {
        Iterator<KeptAppend> oldest = appends.values().iterator();
        while (oldest.hasNext() && oldest.next().end().seq() <= entries.tail()) {
            oldest.remove();
        }
    }

    /** Drops the entries that are too old. */
    private void expire() {
        long newest = retention.newestExpiredMillis();
        Iterator<KeptAppend> oldest = appends.values().iterator();
        while (oldest.hasNext()) {
            KeptAppend kept = oldest.next();
            if (kept.atMillis() > newest) {
                break;
            }
            entries.dropUpTo(kept.end().seq());
            oldest.remove();
        }
        past.trim(entries.tail(), entries.bytes());
    }

    private void requireNotDeleted() {
        if (isDeleted) {
            throw new NoSuchSwarmException("of " + entries.head().epoch());
        }
    }
}
