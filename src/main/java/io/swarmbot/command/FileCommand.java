package io.swarmbot.command;

import io.swarmbot.command.file.FileQuota;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.FileEvent;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command about a file. No door reads one out of a message: whoever gives it looks after the bytes, which must be
 * stored before a file is shared, and deleted only after it was removed.
 */
public sealed interface FileCommand extends Command {

    @Override
    default void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    /**
     * Shares a file whose bytes are stored. To share one that is shared already changes nothing.
     *
     * @param actor who shares it; null if that is not known
     */
    record Share(
            String fileId,
            String name,
            String mediaType,
            long bytes,
            String sha256,
            @Nullable String taskId,
            @Nullable String agentId,
            @Nullable String actor,
            FileQuota quota)
            implements FileCommand {

        @Override
        public Intervention intervention() {
            return Intervention.by(actor);
        }

        @Override
        public Reply decide(Draft draft) {
            SharedFile known = draft.state().files().get(fileId);
            if (known != null) {
                return new Reply.FileIs(known, false);
            }
            requireOwners(draft.state(), taskId, agentId);
            quota.requireRoom(draft.state().files(), actor, bytes);
            Stamp stamp = draft.next();
            SharedFile file = new SharedFile(
                    fileId,
                    name,
                    mediaType,
                    bytes,
                    sha256,
                    taskId,
                    agentId,
                    stamp.actor(),
                    stamp.via(),
                    stamp.timestamp());
            draft.emit(new FileEvent.FileShared(stamp, file));
            return new Reply.FileIs(file, true);
        }

        /**
         * Requires that the task and the agent of a file are there.
         *
         * @throws Rejection {@code unknown_task}, {@code unknown_agent} or {@code unreadable}
         */
        public static void requireOwners(SwarmState state, @Nullable String taskId, @Nullable String agentId) {
            if (taskId != null) {
                Named.task(state, taskId);
            }
            if (agentId != null) {
                Named.agent(state, agentId);
            }
        }
    }

    /**
     * Removes a file.
     *
     * @param actor who removes it; null if that is not known
     * @param maySteer whether they may remove files that others shared
     */
    record Remove(String fileId, @Nullable String actor, boolean maySteer) implements FileCommand {

        @Override
        public Intervention intervention() {
            return Intervention.by(actor);
        }

        @Override
        public Reply decide(Draft draft) {
            SharedFile file = Named.file(draft.state(), fileId);
            if (!maySteer && (actor == null || !actor.equals(file.by()))) {
                throw new Rejection(
                        ErrorCode.FORBIDDEN,
                        "file '" + fileId + "' was shared by somebody else, and '" + actor
                                + "' lacks the right steer in swarm '"
                                + draft.state().swarm() + "'");
            }
            draft.emit(removal(draft, file));
            return new Reply.Gone();
        }
    }

    /**
     * Removes the files whose tasks ended some time ago. The service gives this command itself, again and again; of
     * several replicas the first one does it.
     *
     * @param keep how long a file is kept after its task ended; if the task is remembered no longer, after it was
     *     shared
     */
    record RemoveOver(Duration keep) implements FileCommand {

        /** The next command removes the others. */
        private static final int AT_ONCE = 200;

        /** Whether it would remove anything. */
        public boolean isDue(SwarmState state, Instant now) {
            return state.files().after("").stream().anyMatch(file -> isOver(file, state, now));
        }

        @Override
        public Reply decide(Draft draft) {
            List<SharedFile> over = draft.state().files().after("").stream()
                    .filter(file -> isOver(file, draft.state(), draft.today()))
                    .limit(AT_ONCE)
                    .toList();
            draft.because("its task ended");
            for (SharedFile file : over) {
                draft.emit(removal(draft, file));
            }
            return new Reply.Gone();
        }

        private boolean isOver(SharedFile file, SwarmState state, Instant now) {
            String taskId = file.taskId();
            if (taskId == null || state.unreadable().tasks().containsKey(taskId)) {
                return false;
            }
            Instant from = state.task(taskId).map(task -> endOf(task, file)).orElse(file.sharedAt());
            return from.isBefore(now.minus(keep));
        }

        /** A file may be shared after its task ended; it is kept as long as the others, from then on. */
        private static Instant endOf(Task task, SharedFile file) {
            if (!task.status().isFinished()) {
                return Instant.MAX;
            }
            Instant end = task.times().statusSince();
            return end.isBefore(file.sharedAt()) ? file.sharedAt() : end;
        }
    }

    private static FileEvent.FileRemoved removal(Draft draft, SharedFile file) {
        return new FileEvent.FileRemoved(draft.next(), file.id(), file.agentId(), file.taskId());
    }
}
