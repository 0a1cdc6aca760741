package io.swarmbot.api;

import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.CodedPart;
import io.swarmbot.http.Compression;
import io.swarmbot.store.Cursor;
import io.swarmbot.wire.SnapshotPart.Place;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The parts of snapshots that were needed last. A part is made once for all readers that need it at about the same
 * time: while it is made, and as long as it is kept. A reader that is far behind the others has it made anew.
 *
 * <p>Thread-safety: any thread.
 */
final class SharedParts {

    /** Which part: a snapshot is known by its cursor. */
    record Key(String swarm, Cursor cursor, Compression compression, Place place) {}

    /** About what an entry takes beside the bytes of its part. */
    private static final int ENTRY_BYTES = 256;

    private static final class Entry {

        private final CompletableFuture<CodedPart<Place>> part = new CompletableFuture<>();
        /** What is taken of the budget; 0 while the part is made. Guarded by the parts. */
        private int bytes;
    }

    private final Executor encoders;
    private final AnswerBudget budget;
    private final long mostBytes;

    // Guarded by this. In the order in which they were last needed.
    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param mostBytes that are kept */
    SharedParts(Executor encoders, AnswerBudget budget, long mostBytes) {
        this.encoders = encoders;
        this.budget = budget;
        this.mostBytes = mostBytes;
    }

    /** The part, which is made now if nobody else has it made. Returns at once. */
    CompletableFuture<CodedPart<Place>> part(Key key, Supplier<CodedPart<Place>> encoding) {
        Entry entry;
        synchronized (this) {
            Entry known = entries.get(key);
            if (known != null) {
                return known.part;
            }
            entry = new Entry();
            entries.put(key, entry);
        }
        try {
            encoders.execute(() -> make(key, entry, encoding));
        } catch (RejectedExecutionException e) {
            fail(key, entry, e);
        }
        return entry.part;
    }

    private void make(Key key, Entry entry, Supplier<CodedPart<Place>> encoding) {
        CodedPart<Place> part;
        try {
            part = encoding.get();
        } catch (RuntimeException | Error failure) {
            fail(key, entry, failure);
            return;
        }
        keep(key, entry, part.bytes().length);
        entry.part.complete(part);
    }

    private void fail(Key key, Entry entry, Throwable failure) {
        synchronized (this) {
            entries.remove(key);
        }
        entry.part.completeExceptionally(failure);
    }

    private synchronized void keep(Key key, Entry entry, int length) {
        int wanted = length + ENTRY_BYTES;
        forgetOldest(mostBytes - wanted);
        if (bytes + wanted <= mostBytes && budget.tryTake(wanted)) {
            entry.bytes = wanted;
            bytes += wanted;
        } else {
            entries.remove(key);
        }
    }

    /** Drops what is kept of a swarm. */
    synchronized void forget(String swarm) {
        entries.entrySet().removeIf(each -> {
            int given = each.getValue().bytes;
            boolean isDropped = given > 0 && each.getKey().swarm().equals(swarm);
            if (isDropped) {
                bytes -= given;
                budget.give(given);
            }
            return isDropped;
        });
    }

    private void forgetOldest(long most) {
        Iterator<Map.Entry<Key, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext() && bytes > most) {
            Map.Entry<Key, Entry> each = oldest.next();
            int given = each.getValue().bytes;
            if (given > 0) {
                oldest.remove();
                bytes -= given;
                budget.give(given);
            }
        }
    }
}
