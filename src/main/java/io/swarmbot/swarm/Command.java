package io.swarmbot.swarm;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a swarm, in the imperative. Each command knows its own rule: {@link #decide} says which events
 * it makes, without doing anything. A command checks its own sizes when it is made.
 */
public sealed interface Command
        permits AgentCommand, TaskCommand, TaskSteering, KeyedCommand, SweepLiveness, SweepTasks, TakeMetrics {

    /** The agent that gives it and thereby shows that it lives; null where that is somebody else. */
    default @Nullable String speaker() {
        return null;
    }

    /** Who steps in with it and why, where somebody does. */
    default Intervention intervention() {
        return Intervention.NONE;
    }

    /** Attempts that the one who gives it shows to be at work on. */
    default List<Lease> leases(SwarmState state) {
        return List.of();
    }

    /** How long the one who gave it waits where what it asks for is not there yet. */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** Bytes of content, for the bound on what may wait. */
    default int size() {
        return 0;
    }

    /**
     * Writes the events that this command makes into the draft. Pure.
     *
     * @throws Rejection where it cannot be done; what is in the draft by then is dropped
     */
    Reply decide(Draft draft);
}
