package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a command with an idempotency key was done, and what it was answered. Written by the command's own append, on its
 * last event, so that there is never one without the other.
 *
 * @param hash of the command's content
 * @param created whether it made its entity
 * @param agentId the agent that it was answered with
 * @param taskId the task that it was answered with
 * @param cursor of the answer
 * @param at when it was done
 */
public record Receipt(
        String key,
        String hash,
        boolean created,
        @Nullable String agentId,
        @Nullable String taskId,
        Cursor cursor,
        Instant at) {

    static Receipt of(KeyedCommand command, Reply reply, Stamp stamp) {
        boolean isCreated = reply instanceof Reply.AgentIs agent && agent.created()
                || reply instanceof Reply.TaskIs task && task.created();
        return new Receipt(
                command.key(),
                command.hash(),
                isCreated,
                reply instanceof Reply.AgentIs agent ? agent.agent().id() : null,
                reply instanceof Reply.TaskIs task ? task.task().id() : null,
                stamp.cursor(),
                stamp.timestamp());
    }

    /** What the command is answered again: its entity as it is now. */
    Reply reply(SwarmState state) {
        if (taskId != null) {
            return state.task(taskId)
                    .<Reply>map(task -> new Reply.TaskIs(task, created))
                    .orElseGet(Reply.Gone::new);
        }
        if (agentId != null) {
            return state.agent(agentId)
                    .<Reply>map(agent -> new Reply.AgentIs(agent, created))
                    .orElseGet(Reply.Gone::new);
        }
        return new Reply.Gone();
    }
}
