package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks for, as it was submitted or as an operator changed it.
 *
 * @param requirements the capabilities that an agent needs for the task
 * @param priority 1 (high) to 10 (low)
 * @param dependencies the tasks that must be completed before
 * @param maxAttempts how often the task may be claimed
 * @param timeout how long an agent may run the task without asking for input
 * @param timeoutGiven whether the submitter gave the time-out; otherwise it is the configured one
 * @param terms the lease that the submitter gave
 * @param deadline after which the task fails, whatever its status; null for none
 * @param parts how many parts the task is done in, each a task of its own; 0 for an ordinary task
 * @param partOf the task that this one is a part of; null for none
 */
public record TaskSpec(
        String type,
        @Nullable String description,
        List<String> requirements,
        int priority,
        List<String> dependencies,
        @Nullable Json input,
        int maxAttempts,
        Duration timeout,
        boolean timeoutGiven,
        Lease.Terms terms,
        @Nullable Instant deadline,
        int parts,
        @Nullable String partOf) {

    public static final int HIGHEST_PRIORITY = 1;
    public static final int LOWEST_PRIORITY = 10;
    public static final int USUAL_PRIORITY = 5;

    public TaskSpec {
        requirements = List.copyOf(requirements);
        dependencies = List.copyOf(dependencies);
    }

    public TaskSpec withPriority(int newPriority) {
        return with(newPriority, maxAttempts, deadline, parts, partOf);
    }

    /** This specification with so many attempts that one is left after the attempt with that number. */
    public TaskSpec withAttemptAfter(int attempt) {
        return with(priority, Math.max(maxAttempts, attempt + 1), deadline, parts, partOf);
    }

    public TaskSpec withoutDeadline() {
        return with(priority, maxAttempts, null, parts, partOf);
    }

    /** The specification of each part of the given composite task, if this is the specification of that task. */
    public TaskSpec part(String whole) {
        return with(priority, maxAttempts, deadline, 0, whole);
    }

    private TaskSpec with(
            int newPriority,
            int newMaxAttempts,
            @Nullable Instant newDeadline,
            int newParts,
            @Nullable String newPartOf) {
        return new TaskSpec(
                type,
                description,
                requirements,
                newPriority,
                dependencies,
                input,
                newMaxAttempts,
                timeout,
                timeoutGiven,
                terms,
                newDeadline,
                newParts,
                newPartOf);
    }
}
