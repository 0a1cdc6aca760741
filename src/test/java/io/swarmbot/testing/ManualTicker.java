package io.swarmbot.testing;

import io.swarmbot.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A ticker that stands still until a test moves it. Thread-safety: any thread. */
public final class ManualTicker implements Ticker {

    private final AtomicLong nanos;

    private ManualTicker(long start) {
        this.nanos = new AtomicLong(start);
    }

    /** Starts above 0, as event loops need it, so that a test notices if somebody takes a difference for a time. */
    public static ManualTicker aboveZero() {
        return new ManualTicker(Duration.ofDays(3).toNanos());
    }

    /** Starts a second before the numbers overflow, as those of a real ticker may. */
    public static ManualTicker aboutToOverflow() {
        return new ManualTicker(Long.MAX_VALUE - 1_000_000_000);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void advance(Duration step) {
        nanos.addAndGet(step.toNanos());
    }
}
