package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of one stream, with at most one write outstanding. It holds the range that the socket is taking until
 * the socket has taken it.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class Line {

    private final Outlet outlet;
    private final Ticker ticker;
    private final StreamReports reports;
    private final Admission admission;
    private final Subscription subscription;
    private final Runnable whenTaken = this::take;
    private @Nullable EncodedRange underWay;
    private boolean isWriting;
    private long writingSince;

    /** When the peer was last told its place in the log. An answer to a command does not tell it. */
    private long lastPlaced;

    /** @param subscription reads on when the socket has taken a write, perhaps before the write returns */
    Line(Outlet outlet, Shard shard, Admission admission, Subscription subscription) {
        this.outlet = outlet;
        this.ticker = shard.ticker();
        this.reports = shard.reports();
        this.admission = admission;
        this.subscription = subscription;
        this.lastPlaced = ticker.nanos();
    }

    boolean isWriting() {
        return isWriting;
    }

    /** When the outstanding write began, by the ticker. Means nothing if no write is outstanding. */
    long writingSince() {
        return writingSince;
    }

    long lastPlaced() {
        return lastPlaced;
    }

    /** Writes a range and takes over the caller's hold of it. Nothing is written if its readers want nothing of it. */
    void write(EncodedRange range) {
        underWay = range;
        if (range.bytes() == null) {
            releaseUnderWay();
        } else {
            reports.delivered(range.events());
            begin(range.bytes());
            lastPlaced = writingSince;
        }
    }

    /** Writes bytes and releases them. */
    void write(ByteBuf bytes) {
        try {
            begin(bytes);
        } finally {
            bytes.release();
        }
    }

    /** Writes a heartbeat, which tells the peer its place, and releases it. */
    void writeHeartbeat(ByteBuf bytes) {
        write(bytes);
        lastPlaced = writingSince;
    }

    /** Why the client's login has ended; null if it has not. */
    @Nullable
    String endOfLogin() {
        return admission.end();
    }

    /** Notes why the service ends the stream, before {@link #close}. */
    void endFor(CloseReason reason) {
        admission.endFor(reason);
    }

    /** Gives back what the line holds: the connection is gone. */
    void close() {
        releaseUnderWay();
        admission.release();
    }

    private void releaseUnderWay() {
        if (underWay != null) {
            underWay.release();
            underWay = null;
        }
    }

    private void begin(ByteBuf bytes) {
        isWriting = true;
        writingSince = ticker.nanos();
        reports.written(bytes.readableBytes());
        outlet.write(bytes, whenTaken);
    }

    private void take() {
        isWriting = false;
        releaseUnderWay();
        subscription.readOn();
    }
}
