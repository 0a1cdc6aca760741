package io.swarmbot.swarm;

import java.util.Optional;

/**
 * Finds the agent or the task that a caller named. One that is not there, or that is stored and cannot be read, is
 * refused.
 *
 * <p>Thread-safety: any thread.
 */
public final class Named {

    private Named() {}

    /** @throws Rejection {@code unknown_agent} or {@code unreadable} */
    public static Agent agent(SwarmState state, String id) {
        requireReadableAgent(state, id);
        return state.agent(id)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.UNKNOWN_AGENT, "there is no agent '" + id + "' in swarm '" + state.swarm() + "'"));
    }

    /** @throws Rejection {@code unknown_task} or {@code unreadable} */
    public static Task task(SwarmState state, String id) {
        return taskIfThere(state, id)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.UNKNOWN_TASK, "there is no task '" + id + "' in swarm '" + state.swarm() + "'"));
    }

    /** @throws Rejection {@code unreadable} */
    public static Optional<Task> taskIfThere(SwarmState state, String id) {
        if (state.unreadable().tasks().containsKey(id)) {
            throw unreadable("task '" + id + "'");
        }
        return state.task(id);
    }

    /** @throws Rejection {@code unreadable} */
    public static void requireReadableAgent(SwarmState state, String id) {
        if (state.unreadable().agents().containsKey(id)) {
            throw unreadable("agent '" + id + "'");
        }
    }

    /** @param what the kind and the name of what is stored */
    public static Rejection unreadable(String what) {
        return new Rejection(ErrorCode.UNREADABLE, what + " is stored, and what is stored of it cannot be read");
    }
}
