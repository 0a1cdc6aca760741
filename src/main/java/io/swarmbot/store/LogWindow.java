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
 * <p>Thread-safety: one writer at a time; readers need no lock. An entry is written to its slot before the head that
 * covers it, and a reader checks the sequence of what it finds, so an entry that was replaced meanwhile is seen as gone,
 * never as another. Where the window was restarted meanwhile, perhaps at numbers that it had before, a reader finds nothing
 * at all.
 */
public final class LogWindow {

    private static final int FIRST_CAPACITY = 64;

    private final int maxEntries;
    private final long maxBytes;
    private final ByteBudget budget;

    // Written by the writer only. slots is replaced, never shrunk; its length is a power of two.
    private volatile AtomicReferenceArray<@Nullable LogEntry> slots = new AtomicReferenceArray<>(FIRST_CAPACITY);
    private volatile long tail;
    /** Raised before anything of a restart can be seen. */
    private volatile int restarts;

    private volatile Cursor head;
    private long bytes;

    /**
     * @param base the cursor before the first entry that will be added
     * @param maxEntries at least 1
     * @param maxBytes of {@link LogEntry#footprint()}; the newest entry stays even where it alone is larger
     * @param budget shared by the windows of this process; one that finds it spent drops its own oldest entries
     */
    public LogWindow(Cursor base, int maxEntries, long maxBytes, ByteBudget budget) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.head = base;
        this.tail = base.seq();
    }

    /** The cursor of the newest entry, or the base where there is none yet. */
    public Cursor head() {
        return head;
    }

    /** The sequence before the oldest entry that is held. */
    public long tail() {
        return tail;
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
        restarts = restarts + 1;
        clear();
        tail = base.seq();
        head = base;
    }

    /** Drops the entries up to that sequence. Writer only. */
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
     * The entries after {@code after}, up to the limit; empty where the window does not reach back so far.
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
            LogEntry entry = held.getAcquire(index(held, seq));
            if (entry == null || entry.seq() != seq) {
                // Dropped while we looked: what was found so far is still a page without a gap.
                break;
            }
            size += entry.footprint();
            if (size > limit.bytes() && !found.isEmpty()) {
                break;
            }
            found.add(entry);
        }
        boolean isCutShort = found.isEmpty() && after < last;
        return isCutShort || restarts != before ? Optional.empty() : Optional.of(found);
    }

    private void grow() {
        AtomicReferenceArray<@Nullable LogEntry> old = slots;
        AtomicReferenceArray<@Nullable LogEntry> wider = new AtomicReferenceArray<>(old.length() * 2);
        for (long seq = tail + 1; seq <= head.seq(); seq++) {
            wider.setPlain(index(wider, seq), old.getPlain(index(old, seq)));
        }
        slots = wider;
    }

    private void dropOldest() {
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
