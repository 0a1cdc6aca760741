package io.swarmbot.swarm;

import io.swarmbot.swarm.file.SharedFile;
import org.jspecify.annotations.Nullable;

/** An event of one file. It changes no agent and no task, though it may name them. */
public sealed interface FileEvent extends SwarmEvent {

    String fileId();

    /** A file was shared: its bytes are stored, and have this hash. */
    record FileShared(Stamp stamp, SharedFile file) implements FileEvent {

        @Override
        public FileShared with(Stamp newStamp) {
            return new FileShared(newStamp, file);
        }

        @Override
        public EventType type() {
            return EventType.FILE_SHARED;
        }

        @Override
        public String fileId() {
            return file.id();
        }

        @Override
        public @Nullable String agentId() {
            return file.agentId();
        }

        @Override
        public @Nullable String taskId() {
            return file.taskId();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).with(file);
        }
    }

    /**
     * A file is shared no longer. Its bytes are deleted after this.
     *
     * @param agentId the agent that made it; null if no agent did
     * @param taskId the task to which it belonged; null if it belonged to none
     */
    record FileRemoved(
            Stamp stamp,
            String fileId,
            @Nullable String agentId,
            @Nullable String taskId) implements FileEvent {

        @Override
        public FileRemoved with(Stamp newStamp) {
            return new FileRemoved(newStamp, fileId, agentId, taskId);
        }

        @Override
        public EventType type() {
            return EventType.FILE_REMOVED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).withoutFile(fileId);
        }
    }
}
