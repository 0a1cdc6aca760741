package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether it is unknown what became of a swarm's last append, and for how long.
 *
 * <p>Thread-safety: the swarm's run opens and closes it; any thread may ask.
 */
final class OpenOutcome {

    private final Ticker ticker;
    /** Null while the outcome of every append is known. Written by the run. */
    private volatile @Nullable Long sinceNanos;

    OpenOutcome(Ticker ticker) {
        this.ticker = ticker;
    }

    boolean isOpen() {
        return sinceNanos != null;
    }

    void open() {
        if (sinceNanos == null) {
            sinceNanos = ticker.nanos();
        }
    }

    void close() {
        sinceNanos = null;
    }

    /** How long the outcome has been unknown; 0 if it is known. Streams stand still meanwhile. */
    Duration openFor() {
        Long since = sinceNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(ticker.nanos() - since);
    }
}
