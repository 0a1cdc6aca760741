package io.swarmbot.store.embedded;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.StoreException;
import org.jspecify.annotations.Nullable;

/** What the writer knows of one log without looking, as its transaction leaves it so far. Confined to the writer. */
final class KnownLog {

    private final long number;
    private final String name;
    private final int format;
    private Lineage lineage;
    private long tail;

    /** @param tail the sequence before the oldest entry that is kept */
    KnownLog(long number, String name, int format, Lineage lineage, long tail) {
        this.number = number;
        this.name = name;
        this.format = format;
        this.lineage = lineage;
        this.tail = tail;
    }

    long number() {
        return number;
    }

    String name() {
        return name;
    }

    Cursor head() {
        return lineage.head();
    }

    Lineage lineage() {
        return lineage;
    }

    /** The sequence before the oldest entry that is kept. */
    long tail() {
        return tail;
    }

    long kept() {
        return head().seq() - tail;
    }

    /** Where a later version of the service wrote it, and what this one would add might be wrong. */
    @Nullable
    StoreException refusal() {
        return format <= PackedEntries.FORMAT
                ? null
                : StoreException.unavailable(
                        "the log of swarm " + name + " was written by a later version of the service: its format is "
                                + format + ", this one knows " + PackedEntries.FORMAT,
                        new IllegalStateException());
    }

    void grewTo(Cursor head) {
        lineage = lineage.at(head);
    }

    void began(String epoch) {
        lineage = lineage.began(epoch);
    }

    void trimmedTo(long newTail) {
        tail = newTail;
    }
}
