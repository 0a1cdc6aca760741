package io.swarmbot.store.embedded;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows about one log without a query. It includes the changes of the transaction that is open.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class LogState {

    private final long number;
    private final String name;
    private final int format;
    private Lineage lineage;
    private long tail;
    private long bytes;

    /** @param tail the sequence before the oldest entry that is kept */
    LogState(long number, String name, int format, Lineage lineage, long tail) {
        this.number = number;
        this.name = name;
        this.format = format;
        this.lineage = lineage;
        this.tail = tail;
    }

    /** The number of the swarm in the tables. */
    long number() {
        return number;
    }

    /** The name of the swarm. */
    String name() {
        return name;
    }

    Cursor head() {
        return lineage.head();
    }

    /** The sequence before the oldest entry that is kept. */
    long tail() {
        return tail;
    }

    /** How many entries are kept. */
    long kept() {
        return head().seq() - tail;
    }

    /** How many bytes the entries have that are kept, if the settings limit them; otherwise of no meaning. */
    long bytes() {
        return bytes;
    }

    void addBytes(long more) {
        bytes += more;
    }

    /**
     * Why this version of the service must not write to the log; null if it may. A later version may have written the
     * log in a format that this one does not know.
     */
    @Nullable
    StoreException refusal() {
        return format <= PackedEntries.FORMAT
                ? null
                : StoreException.unavailable(
                        "the log of swarm " + name + " was written by a later version of the service: its format is "
                                + format + ", this one knows " + PackedEntries.FORMAT,
                        new IllegalStateException());
    }

    void advanceTo(Cursor head) {
        lineage = lineage.withHead(head);
    }

    void beginEpoch(String epoch) {
        lineage = lineage.withNewEpoch(epoch);
    }

    /** @param deletedBytes of the entries up to there */
    void trimTo(long newTail, long deletedBytes) {
        tail = newTail;
        bytes -= deletedBytes;
    }
}
