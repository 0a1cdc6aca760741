package io.swarmbot.swarm.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file whose bytes are stored, and of which the log says so. It never changes: it is shared, and it is removed.
 *
 * @param id unique in its swarm, and never used again
 * @param name what its sender calls it
 * @param type the media type that its sender says it has, which nobody has checked
 * @param size in bytes
 * @param sha256 the SHA-256 of its bytes, in 64 lower-case hexadecimal digits
 * @param taskId the task to which it belongs; null if it belongs to none. The task may be forgotten
 * @param agentId the agent that made it; null if no agent did. The agent may be gone
 * @param by who shared it; null if that is not known
 * @param via who shared it for them; null if they did it themselves
 * @param sharedAt UTC, in whole milliseconds
 */
public record SharedFile(
        String id,
        String name,
        String type,
        long size,
        String sha256,
        @Nullable String taskId,
        @Nullable String agentId,
        @Nullable String by,
        @Nullable String via,
        Instant sharedAt) {}
