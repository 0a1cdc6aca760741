package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that works, as the log says.
 *
 * @param currentTask the task it claimed last; once that ended, the one it holds that changed last
 * @param version the sequence of the last event that changed it
 */
public record Agent(
        String id,
        String name,
        @Nullable String role,
        List<String> capabilities,
        AgentMode mode,
        AgentStatus status,
        @Nullable String currentTask,
        Liveness liveness,
        @Nullable Json metrics,
        @Nullable Json details,
        Instant registeredAt,
        Instant updatedAt,
        long version) {

    public Agent {
        capabilities = List.copyOf(capabilities);
    }

    /** A new one: idle, live, without work. */
    static Agent registered(
            String id,
            String name,
            @Nullable String role,
            List<String> capabilities,
            @Nullable Json metrics,
            Stamp stamp) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                AgentMode.ACTIVE,
                AgentStatus.IDLE,
                null,
                Liveness.LIVE,
                metrics,
                null,
                stamp.timestamp(),
                stamp.timestamp(),
                stamp.seq());
    }

    /** The same agent under what it now says of itself. */
    Agent described(
            String newName,
            @Nullable String newRole,
            List<String> newCapabilities,
            @Nullable Json newMetrics,
            Stamp stamp) {
        return new Agent(
                id,
                newName,
                newRole,
                newCapabilities,
                mode,
                status,
                currentTask,
                liveness,
                newMetrics,
                details,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }

    Agent with(AgentStatus newStatus, @Nullable String newTask, @Nullable Json newDetails, Stamp stamp) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                mode,
                newStatus,
                newTask,
                liveness,
                metrics,
                newDetails,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }

    Agent with(Liveness newLiveness, Stamp stamp) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                mode,
                status,
                currentTask,
                newLiveness,
                metrics,
                details,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }
}
