package io.swarmbot.files.store;

import org.jspecify.annotations.Nullable;

/**
 * An upload that was begun, and what its sender says of the file that it is to become.
 *
 * @param id of the upload, and of the file; never used again
 * @param name a name of a file, checked
 * @param type a media type, checked
 * @param size how many bytes the file will have; {@link #UNKNOWN_SIZE} if its sender does not say
 * @param sha256 the hash that the file must have, in lower-case hexadecimal digits; null for any
 * @param taskId the task to which the file belongs; null if it belongs to none
 * @param agentId the agent that made it; null if no agent did
 * @param by who began it, who alone may go on; null where callers are not told apart
 */
public record Upload(
        String swarm,
        String id,
        String name,
        String type,
        long size,
        @Nullable String sha256,
        @Nullable String taskId,
        @Nullable String agentId,
        @Nullable String by) {

    public static final long UNKNOWN_SIZE = -1;

    /** The same upload of a file that has so many bytes. */
    public Upload ofSize(long bytes) {
        return new Upload(swarm, id, name, type, bytes, sha256, taskId, agentId, by);
    }
}
