package io.swarmbot.swarm;

import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.util.Optional;

/**
 * Finds the agent, the task, the message or the file that a caller named. One that is not there is refused; so is an
 * agent or a task that is stored and cannot be read. A message or a file that cannot be read is not there.
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

    /** @throws Rejection {@code unknown_file} if it is not there, or not any more */
    public static SharedFile file(SwarmState state, String id) {
        SharedFile file = state.files().get(id);
        if (file == null) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_FILE, "there is no file '" + id + "' in swarm '" + state.swarm() + "'");
        }
        return file;
    }

    /** @param what the kind and the name of what is stored */
    public static Rejection unreadable(String what) {
        return new Rejection(ErrorCode.UNREADABLE, what + " is stored, and what is stored of it cannot be read");
    }
}
