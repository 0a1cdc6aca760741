package io.swarmbot.coordinator;

import io.swarmbot.command.TakeMetrics;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmRegistry.SwarmLine;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.MetricsTimes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a loaded swarm's metrics are to be taken. A state that was loaded does not know when that was done last; the
 * line that was kept of the swarm may.
 *
 * <p>Thread-safety: any thread, but for {@link #due}, which one thread at a time calls: that of the sweep.
 */
final class MetricsTurn {

    private final MetricsTimes times;
    private final Ticker ticker;
    private final boolean isWanted;
    private final long loadedSeq;
    private final boolean wereTaken;

    // Of the sweep.
    private long newestSeq;
    private long newestNanos;
    /** When the command was given for the first time after the newest metrics; null if it was not. */
    private @Nullable Long givenNanos;

    /** @param line what was kept of the swarm while it was not loaded; null if nothing was */
    MetricsTurn(MetricsTimes times, SwarmState loaded, @Nullable SwarmLine line, SwarmContext context) {
        this.times = times;
        this.ticker = context.ticker();
        this.isWanted = !times.every().isZero() && !RegistryLog.is(loaded.swarm());
        this.loadedSeq = loaded.cursor().seq();
        this.wereTaken = line != null && line.isMeasured() && line.cursor().equals(loaded.cursor());
        this.newestSeq = loaded.metricsSeq();
        // Nobody knows when they were taken, so that is taken to be when the newest event happened.
        Duration since = Duration.between(loaded.metricsAt(), context.clock().instant());
        boolean isLong = since.compareTo(times.every()) >= 0;
        this.newestNanos =
                ticker.nanos() - (isLong ? times.every() : since.isNegative() ? Duration.ZERO : since).toNanos();
    }

    /** Whether nothing happened since metrics were taken. */
    boolean areTakenAt(SwarmState state) {
        long seq = state.cursor().seq();
        return seq == state.metricsSeq() || (wereTaken && seq == loadedSeq);
    }

    /** The command that takes them; null if it is not time for that. */
    @Nullable
    TakeMetrics due(SwarmState state) {
        long now = ticker.nanos();
        if (state.metricsSeq() != newestSeq) {
            newestSeq = state.metricsSeq();
            newestNanos = givenNanos == null ? now : givenNanos;
            givenNanos = null;
        }
        if (!isWanted || now - newestNanos < times.every().toNanos() || areTakenAt(state)) {
            return null;
        }
        if (givenNanos == null) {
            givenNanos = now;
        }
        return new TakeMetrics(times, newestSeq);
    }

    /** Whether they will have to be taken because of what happened since the swarm was loaded. */
    boolean arePending(SwarmState state) {
        return isWanted && state.cursor().seq() != loadedSeq && !areTakenAt(state);
    }
}
