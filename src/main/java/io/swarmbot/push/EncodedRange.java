package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A range of the log as bytes, encoded once for every subscription that goes on from where it begins. Each holder
 * releases it when its socket has taken the bytes. The budget counts what all ranges of this process hold: a connection
 * that stands still keeps its range, however many others share it.
 *
 * <p>Thread-safety: confined to the event loop of its holders.
 */
final class EncodedRange {

    private final Cursor from;
    private final Cursor to;
    private final int events;
    private final @Nullable ByteBuf bytes;
    private final ByteBudget encoded;
    private int holders = 1;

    /**
     * Its maker is the first holder.
     *
     * @param from the place of a reader before it takes the range
     * @param to the place of a reader that has taken it
     * @param events how many of the events its bytes hold
     * @param bytes owned by the range from now on; null if its readers want nothing of it
     * @param encoded counts the bytes of all ranges
     */
    EncodedRange(Cursor from, Cursor to, int events, @Nullable ByteBuf bytes, ByteBudget encoded) {
        this.from = from;
        this.to = to;
        this.events = events;
        this.bytes = bytes;
        this.encoded = encoded;
        encoded.add(size());
    }

    Cursor from() {
        return from;
    }

    Cursor to() {
        return to;
    }

    int events() {
        return events;
    }

    @Nullable
    ByteBuf bytes() {
        return bytes;
    }

    /** Whether it leads no further. */
    boolean isEmpty() {
        return from.seq() == to.seq();
    }

    /** Adds a holder. */
    EncodedRange retain() {
        holders++;
        return this;
    }

    /** Removes a holder. The last one frees the bytes. */
    void release() {
        if (--holders == 0 && bytes != null) {
            encoded.add(-size());
            bytes.release();
        }
    }

    private int size() {
        return bytes == null ? 0 : bytes.capacity();
    }
}
