package io.swarmbot.command;

import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.MetricsTimes;

/**
 * Writes the swarm's metrics into the log, if anything happened since that was done last. The service gives this
 * command itself. If several replicas give it, the first one writes the metrics and the others find them written.
 *
 * @param after the place of the metrics that are the newest as far as the giver knows: {@link SwarmState#metricsSeq}
 */
public record TakeMetrics(MetricsTimes times, long after) implements Command {

    @Override
    public void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    @Override
    public Reply decide(Draft draft) {
        SwarmState state = draft.state();
        if (state.metricsSeq() == after && state.cursor().seq() != after) {
            SwarmMetrics metrics = SwarmMetrics.of(state, draft.now(), times.window());
            draft.emit(new SwarmEvent.MetricsTaken(draft.next(), metrics));
        }
        return new Reply.Gone();
    }
}
