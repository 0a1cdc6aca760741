package io.swarmbot.store.redis;

import io.swarmbot.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices if the clock of the server jumps, by comparing it with a ticker, which does not. What the server noted before
 * a jump says nothing for a while.
 *
 * <p>Thread-safety: synchronized; a call is short.
 */
final class ServerClock {

    /** An answer that was on its way for less is no jump. */
    private static final long TOLERANCE_MILLIS = 5_000;
    /** By then whoever speaks has spoken again: longer than an agent may be silent as a rule. */
    private static final Duration DOUBT = Duration.ofMinutes(3);

    private final Ticker ticker;
    private boolean isKnown;
    private long lastMillis;
    private long lastNanos;
    private boolean isInDoubt;
    private long doubtNanos;

    ServerClock(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Takes in what the server's clock shows. True if it jumped not long ago, so that times which the server noted may
     * be from before that.
     */
    synchronized boolean isInDoubt(long millis) {
        long now = ticker.nanos();
        long drift = millis - lastMillis - TimeUnit.NANOSECONDS.toMillis(now - lastNanos);
        if (isKnown && Math.abs(drift) > TOLERANCE_MILLIS) {
            isInDoubt = true;
            doubtNanos = now;
        } else if (isInDoubt && now - doubtNanos > DOUBT.toNanos()) {
            isInDoubt = false;
        }
        isKnown = true;
        lastMillis = millis;
        lastNanos = now;
        return isInDoubt;
    }
}
