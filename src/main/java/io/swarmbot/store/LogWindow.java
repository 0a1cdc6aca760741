package io.swarmbot.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of one log, in memory, bounded in number and in bytes.
 *
 * <p>Thread-safety: one writer at a time; readers take no lock. Three rules make this right:
 *
 * <ul>
 *   <li>The writer puts an entry into its slot before it moves the head to it.
 *   <li>A reader compares the sequence of what it finds with the one it looks for. So an entry that was replaced counts
 *       as gone, and is never taken for another one.
 *   <li>A restart removes all entries, then raises {@code restarts}, and only then can new entries come. A reader that
 *       finds another number at its end than at its beginning discards what it found. So no page mixes entries from
 *       before and after a restart, even if the sequences are the same.
 * </ul>
 */
public class LogWindow {

    private static final int FIRST_CAPACITY = 64;

    private final int maxEntries;
    private final long maxBytes;
    private final ByteBudget budget;

    // Only the writer changes these fields. A larger array can replace slots; its length is always a power of two.
    private volatile AtomicReferenceArray<@Nullable LogEntry> slots = new AtomicReferenceArray<>(FIRST_CAPACITY);
    private volatile long tail;
    private volatile Cursor head;
    private volatile int restarts;
    private long bytes;

    /**
     * @param base the cursor before the first entry that will be added
     * @param maxEntries at least 1
     * @param maxBytes limit for the sum of {@link LogEntry#footprint()}; the newest entry stays even if it alone is
     *     larger
     * @param budget shared by several windows; a window that finds it spent drops its own oldest entries
     */
    public LogWindow(Cursor base, int maxEntries, long maxBytes, ByteBudget budget) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.head = base;
        this.tail = base.seq();
    }

    /** The cursor of the newest entry, or the base if there is none. */
    public Cursor head() {
        return head;
    }

    /** The sequence before the oldest entry in the window. */
    public long tail() {
        return tail;
    }

    /** What the entries take, as {@link LogEntry#footprint} counts. Writer only. */
    public long bytes() {
        return bytes;
    }

    /** Adds the entry right after the head and drops the oldest ones that no longer fit. Writer only. */
    public void add(LogEntry entry) {
        long seq = entry.seq();
        if (seq != head.seq() + 1) {
            throw new IllegalArgumentException("entry " + entry + " after " + head);
        }
        if (seq - tail > slots.length()) {
            if (slots.length() < maxEntries) {
                grow();
            } else {
                dropOldest();
            }
        }
        slots.setRelease(index(slots, seq), entry);
        head = entry.cursor();
        bytes += entry.footprint();
        budget.add(entry.footprint());
        while (seq - tail > 1 && (seq - tail > maxEntries || bytes > maxBytes || budget.isSpent())) {
            dropOldest();
        }
    }

    /** Forgets every entry and goes on after {@code base}. Writer only. */
    public void restart(Cursor base) {
        clear();
        tail = base.seq();
        head = base;
        // Last: a reader that saw the higher number cannot find an old entry any more.
        restarts = restarts + 1;
    }

    /** Drops the entries up to and including {@code seq}. Writer only. */
    public void dropUpTo(long seq) {
        while (tail < Math.min(seq, head.seq())) {
            dropOldest();
        }
    }

    /** Forgets every entry and gives its bytes back to the budget. Writer only. */
    public void clear() {
        dropUpTo(head.seq());
    }

    /**
     * The entries after {@code after}, up to the limit. Empty if the window does not reach back so far, or was
     * restarted meanwhile.
     *
     * @param after a sequence of this log, at most the head
     */
    public Optional<List<LogEntry>> read(long after, PageLimit limit) {
        int before = restarts;
        long last = head.seq();
        AtomicReferenceArray<@Nullable LogEntry> held = slots;
        if (after < tail) {
            return Optional.empty();
        }
        List<LogEntry> found = new ArrayList<>((int) Math.min(limit.entries(), Math.max(0, last - after)));
        long size = 0;
        for (long seq = after + 1; seq <= last && found.size() < limit.entries(); seq++) {
            LogEntry entry = slot(held, seq);
            if (entry == null || entry.seq() != seq) {
                // Dropped meanwhile. The entries found so far are still a page without a gap.
                break;
            }
            size += entry.footprint();
            if (size > limit.bytes() && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        boolean isFirstDropped = found.isEmpty() && after < last;
        return isFirstDropped || restarts != before ? Optional.empty() : Optional.of(found);
    }

    /** The content of the slot for {@code seq}. Package-private so that a test can stop a reader here. */
    @Nullable
    LogEntry slot(AtomicReferenceArray<@Nullable LogEntry> held, long seq) {
        return held.getAcquire(index(held, seq));
    }

    private void grow() {
        AtomicReferenceArray<@Nullable LogEntry> old = slots;
        AtomicReferenceArray<@Nullable LogEntry> wider = new AtomicReferenceArray<>(old.length() * 2);
        for (long seq = tail + 1; seq <= head.seq(); seq++) {
            wider.setPlain(index(wider, seq), old.getPlain(index(old, seq)));
        }
        slots = wider;
    }

    /** Package-private so that a test can stop the writer here. */
    void dropOldest() {
        long oldest = tail + 1;
        int index = index(slots, oldest);
        LogEntry entry = Objects.requireNonNull(slots.getPlain(index));
        tail = oldest;
        slots.setRelease(index, null);
        bytes -= entry.footprint();
        budget.add(-entry.footprint());
    }

    private static int index(AtomicReferenceArray<@Nullable LogEntry> slots, long seq) {
        return (int) (seq & (slots.length() - 1));
    }
}
