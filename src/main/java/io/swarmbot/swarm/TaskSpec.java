package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks for, as it was submitted or as an operator changed it.
 *
 * @param requirements the capabilities that an agent needs for it
 * @param priority 1 (high) to 10 (low)
 * @param dependencies the tasks that must be completed before
 * @param maxAttempts how often it may be claimed at most
 * @param timeout how long an agent may run it without a break
 * @param deadline after which it fails wherever it is
 * @param parts 0 for an ordinary task; else how many parts it is done in, each a task of its own
 * @param partOf the task that it is a part of
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
        @Nullable Instant deadline,
        int parts,
        @Nullable String partOf) {

    public TaskSpec {
        requirements = List.copyOf(requirements);
        dependencies = List.copyOf(dependencies);
    }

    TaskSpec withPriority(int newPriority) {
        return new TaskSpec(
                type,
                description,
                requirements,
                newPriority,
                dependencies,
                input,
                maxAttempts,
                timeout,
                deadline,
                parts,
                partOf);
    }

    TaskSpec withMaxAttempts(int attempts) {
        return new TaskSpec(
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                attempts,
                timeout,
                deadline,
                parts,
                partOf);
    }

    TaskSpec withoutDeadline() {
        return new TaskSpec(
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                maxAttempts,
                timeout,
                null,
                parts,
                partOf);
    }

    /** One of its parts: the same work, that depends on the same tasks. */
    TaskSpec part(String whole) {
        return new TaskSpec(
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                maxAttempts,
                timeout,
                deadline,
                0,
                whole);
    }
}
