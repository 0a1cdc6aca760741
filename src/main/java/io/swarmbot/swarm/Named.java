package io.swarmbot.swarm;

import io.swarmbot.swarm.message.SwarmMessage;
import java.util.Optional;

/**
 * Finds the agent, the task or the message that a caller named. One that is not there is refused; so is an agent or a
 * task that is stored and cannot be read. A message that cannot be read is not there.
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

    /** @throws Rejection {@code unknown_message} if it is not there, or not any more */
    public static SwarmMessage message(SwarmState state, String id) {
        SwarmMessage message = state.messages().get(id);
        if (message == null) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_MESSAGE,
                    "there is no message '" + id + "', or it is acknowledged or expired by now");
        }
        return message;
    }

    /** @param what the kind and the name of what is stored */
    public static Rejection unreadable(String what) {
        return new Rejection(ErrorCode.UNREADABLE, what + " is stored, and what is stored of it cannot be read");
    }
}
