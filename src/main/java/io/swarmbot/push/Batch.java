package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.ByteBudget;
import org.jspecify.annotations.Nullable;

/**
 * Encoded messages for everybody who stands at the same place. Whoever is given one holds it until its socket has taken it,
 * and what all of them hold together is counted: a stream that stands still keeps its batch, however many others share it.
 *
 * <p>Thread-safety: confined to the event loop of those who share it.
 */
final class Batch {

    private final long from;
    private final long to;
    private final @Nullable ByteBuf bytes;
    private final ByteBudget encoded;
    private int holders = 1;

    /**
     * Held by whoever makes it.
     *
     * @param from where one is who gets it
     * @param to where one is who has it
     * @param bytes null where there is nothing to send up to there; the batch's from now on
     * @param encoded what all batches hold
     */
    Batch(long from, long to, @Nullable ByteBuf bytes, ByteBudget encoded) {
        this.from = from;
        this.to = to;
        this.bytes = bytes;
        this.encoded = encoded;
        encoded.add(size());
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    @Nullable
    ByteBuf bytes() {
        return bytes;
    }

    /** Held once more. */
    Batch retain() {
        holders++;
        return this;
    }

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
