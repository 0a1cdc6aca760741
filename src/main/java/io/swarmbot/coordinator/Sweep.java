package io.swarmbot.coordinator;

import io.swarmbot.coordinator.time.LogsAhead;
import java.util.Optional;

/**
 * Does what time asks for in every loaded swarm, and looks into one of those that are not loaded now and then.
 *
 * <p>Thread-safety: one {@link #run} follows another; any thread may ask {@link #logsAhead}.
 */
final class Sweep {

    /** A sweep that is later than so many intervals shows that this process slept. */
    private static final int LATE = 3;

    private final SwarmContext context;
    private final SwarmRegistry registry;
    private final SwarmSurvey survey;
    private final StoreWatch watch;
    private final LogsAhead ahead;
    private long lastNanos;

    Sweep(SwarmContext context, SwarmRegistry registry, SwarmSurvey survey, StoreWatch watch) {
        this.context = context;
        this.registry = registry;
        this.survey = survey;
        this.watch = watch;
        this.ahead = new LogsAhead(context.clock());
        this.lastNanos = context.ticker().nanos();
    }

    /** As {@link SwarmCoordinator#sweep}. */
    void run() {
        if (watch.isStopped() || watch.awaySince().isPresent()) {
            return;
        }
        long now = context.ticker().nanos();
        boolean isLate = now - lastNanos
                > context.settings().agents().sweepEvery().multipliedBy(LATE).toNanos();
        lastNanos = now;
        for (SwarmRunner runner : registry.runners()) {
            runner.sweep(isLate);
            ahead.look(runner.state());
        }
        ahead.conclude();
        survey.turn();
    }

    /** As {@link SwarmCoordinator#logsAhead}. */
    Optional<LogsAhead.Found> logsAhead() {
        return ahead.found();
    }
}
