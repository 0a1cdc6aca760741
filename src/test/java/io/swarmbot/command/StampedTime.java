package io.swarmbot.command;

import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The time that passed in a test whose clock does not jump: what the timestamps say.
 *
 * @param start since when the agents are heard
 */
public record StampedTime(SwarmState state, Instant now, Instant start, Function<String, Duration> silences)
        implements Elapsed {

    @Override
    public Duration heard() {
        return Duration.between(start, now);
    }

    @Override
    public Duration silence(String key) {
        return silences.apply(key);
    }

    @Override
    public Duration inStatus(Task task) {
        return Duration.between(task.times().statusSince(), now);
    }

    @Override
    public Duration idle(Task task) {
        return Duration.between(task.times().activeAt(), now);
    }

    @Override
    public Collection<String> overPauses() {
        List<String> over = new ArrayList<>();
        for (Task task : state.tasksAfter("")) {
            Instant end = task.attempt().notBefore();
            if (end != null && !end.isAfter(now)) {
                over.add(task.id());
            }
        }
        return over;
    }
}
