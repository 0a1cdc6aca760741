package io.swarmbot.swarm;

import java.time.Instant;

/**
 * Writes down how the swarm did lately, where something happened since that was done last. The service gives it to itself;
 * of several replicas that do, one is the first and the others find it done.
 */
record TakeMetrics(MetricsTimes times) implements Command {

    boolean isDue(SwarmState state, Instant now) {
        return !times.every().isZero()
                && state.cursor().seq() != state.metricsSeq()
                && !state.metricsAt().plus(times.every()).isAfter(now);
    }

    @Override
    public Reply decide(Draft draft) {
        if (isDue(draft.state(), draft.now())) {
            SwarmMetrics metrics = SwarmMetrics.of(draft.state(), draft.now(), times.window());
            draft.emit(new SwarmEvent.MetricsTaken(draft.next(), metrics));
        }
        return new Reply.Gone();
    }
}
