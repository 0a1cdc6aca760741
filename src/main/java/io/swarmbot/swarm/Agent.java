package io.swarmbot.swarm;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that works, as the log says.
 *
 * @param slots how many tasks it is given at a time, where they are pushed to it
 * @param currentTask the task it got last; once that ended, the one it holds that changed last
 * @param completed tasks that it completed
 * @param failed attempts that ended without a result, whoever ended them; those that were canceled do not count
 * @param version the sequence of the last event that changed it
 */
public record Agent(
        String id,
        String name,
        @Nullable String role,
        List<String> capabilities,
        Assignment assignment,
        int slots,
        AgentMode mode,
        AgentStatus status,
        @Nullable String currentTask,
        Liveness liveness,
        @Nullable Json metrics,
        @Nullable Json details,
        int completed,
        int failed,
        Instant registeredAt,
        Instant updatedAt,
        long version) {

    public Agent {
        capabilities = List.copyOf(capabilities);
    }

    /** What an agent says of itself when it registers. */
    record Description(
            String name,
            @Nullable String role,
            List<String> capabilities,
            Assignment assignment,
            int slots,
            @Nullable Json metrics) {

        Description {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** A new one: idle, live, without work. */
    static Agent registered(String id, Description description, Stamp stamp) {
        return new Agent(
                id,
                description.name(),
                description.role(),
                description.capabilities(),
                description.assignment(),
                description.slots(),
                AgentMode.ACTIVE,
                AgentStatus.IDLE,
                null,
                Liveness.LIVE,
                description.metrics(),
                null,
                0,
                0,
                stamp.timestamp(),
                stamp.timestamp(),
                stamp.seq());
    }

    Description description() {
        return new Description(name, role, capabilities, assignment, slots, metrics);
    }

    /** Of 1,000 attempts so many complete, with the benefit of the doubt: a new one starts with all. */
    int reliability() {
        return (int) ((completed + 1L) * 1_000 / (completed + failed + 1L));
    }

    /** Whether it may be given something to do, now or when it has room. */
    boolean isAvailable() {
        return mode == AgentMode.ACTIVE
                && liveness == Liveness.LIVE
                && status != AgentStatus.PAUSED
                && status != AgentStatus.ERROR
                && status != AgentStatus.OFFLINE;
    }

    /** The same agent under what it now says of itself. */
    Agent with(Description description, Stamp stamp) {
        return new Agent(
                id,
                description.name(),
                description.role(),
                description.capabilities(),
                description.assignment(),
                description.slots(),
                mode,
                status,
                currentTask,
                liveness,
                description.metrics(),
                details,
                completed,
                failed,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }

    Agent with(AgentMode newMode, Stamp stamp) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                assignment,
                slots,
                newMode,
                status,
                currentTask,
                liveness,
                metrics,
                details,
                completed,
                failed,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }

    Agent apply(SwarmEvent.AgentStatusChanged change) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                assignment,
                slots,
                mode,
                change.status(),
                change.currentTask(),
                liveness,
                metrics,
                change.details(),
                change.completed(),
                change.failed(),
                registeredAt,
                change.stamp().timestamp(),
                change.stamp().seq());
    }

    Agent with(Liveness newLiveness, Stamp stamp) {
        return new Agent(
                id,
                name,
                role,
                capabilities,
                assignment,
                slots,
                mode,
                status,
                currentTask,
                newLiveness,
                metrics,
                details,
                completed,
                failed,
                registeredAt,
                stamp.timestamp(),
                stamp.seq());
    }
}
