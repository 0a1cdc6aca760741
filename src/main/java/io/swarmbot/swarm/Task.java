package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work, as the log says.
 *
 * @param requirements the capabilities that an agent needs for it
 * @param priority 1 (high) to 10 (low)
 * @param dependencies the tasks that must be completed before
 * @param assignedAgents who holds it; who held it last, once it is finished
 * @param attempt how often it was claimed
 * @param progress 0 to 100 percent
 * @param version the sequence of the last event that changed it
 */
public record Task(
        String id,
        String type,
        @Nullable String description,
        List<String> requirements,
        int priority,
        List<String> dependencies,
        @Nullable Json input,
        TaskStatus status,
        List<String> assignedAgents,
        int attempt,
        @Nullable Integer progress,
        @Nullable String message,
        @Nullable Json result,
        @Nullable Json error,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Instant updatedAt,
        long version) {

    public Task {
        requirements = List.copyOf(requirements);
        dependencies = List.copyOf(dependencies);
        assignedAgents = List.copyOf(assignedAgents);
    }

    public boolean isHeldBy(String agentId) {
        return status.isHeld() && assignedAgents.contains(agentId);
    }

    Task apply(SwarmEvent.TaskStatusChanged change) {
        return new Task(
                id,
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                change.status(),
                change.assignedAgents(),
                change.attempt(),
                change.progress(),
                change.message(),
                change.result(),
                change.error(),
                submittedAt,
                change.startedAt(),
                change.finishedAt(),
                change.stamp().timestamp(),
                change.stamp().seq());
    }

    Task apply(SwarmEvent.TaskProgressed change) {
        return new Task(
                id,
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                status,
                assignedAgents,
                attempt,
                change.progress(),
                change.message(),
                result,
                error,
                submittedAt,
                startedAt,
                finishedAt,
                change.stamp().timestamp(),
                change.stamp().seq());
    }
}
