package io.swarmbot.files;

import io.swarmbot.access.Caller;
import io.swarmbot.command.FileCommand;
import io.swarmbot.command.file.FileQuota;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Begins uploads: who may, and whether there is room.
 *
 * <p>Thread-safety: any thread. No call waits.
 */
@ApplicationScoped
class NewUploads {

    /** Says nothing of the bytes: only rights and limits of the caller are checked with it. */
    private static final String NO_HASH = "";

    private final SwarmCoordinator coordinator;
    private final SwarmSettings swarms;
    private final FilesSettings settings;
    private final FileStore store;
    private final ExecutorService threads;
    private final FileQuota quota;
    private final FileIds ids;

    NewUploads(
            SwarmCoordinator coordinator,
            SwarmSettings swarms,
            FilesSettings settings,
            FileStore store,
            @FileThreads ExecutorService threads,
            Clock clock) {
        this.coordinator = coordinator;
        this.swarms = swarms;
        this.settings = settings;
        this.store = store;
        this.threads = threads;
        this.quota = new FileQuota(
                settings.max(),
                settings.swarmQuota().asLongValue(),
                settings.principalQuota().asLongValue());
        this.ids = new FileIds(clock);
    }

    /** The id of a new upload. */
    String newId() {
        return ids.next();
    }

    /**
     * Begins an upload.
     *
     * @return how many bytes it may have. Fails with a {@link Rejection} if the caller may not share such a file, or if
     *     there is no room for it
     */
    CompletableFuture<Long> begin(Upload upload, Caller caller) {
        try {
            long max = settings.maxSize().asLongValue();
            if (upload.size() > max) {
                throw new Rejection(
                        ErrorCode.TOO_BIG, "a file has at most " + max + " bytes, and this one has " + upload.size());
            }
            caller.requireToShare(upload.agentId(), upload.swarm());
            caller.in(upload.swarm()).require(share(upload, NO_HASH));
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return stateOrNew(upload.swarm()).thenApplyAsync(state -> begun(upload, state), threads);
    }

    private CompletableFuture<SwarmState> stateOrNew(String swarm) {
        return coordinator
                .state(swarm)
                .handle((state, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(state);
                    }
                    boolean isNew = swarms.swarms().autoCreate() && isUnknownSwarm(failure);
                    return isNew
                            ? coordinator.create(swarm).thenCompose(created -> coordinator.state(swarm))
                            : CompletableFuture.<SwarmState>failedFuture(failure);
                })
                .thenCompose(found -> found);
    }

    static boolean isUnknownSwarm(Throwable failure) {
        return Rejections.in(failure)
                .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                .isPresent();
    }

    private long begun(Upload upload, SwarmState state) {
        try {
            FileCommand.Share.requireOwners(state, upload.taskId(), upload.agentId());
            List<UploadState> open = store.uploads(upload.swarm());
            if (open.size() >= settings.maxUploads()) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        settings.maxUploads() + " uploads of swarm '" + upload.swarm() + "' are open, the limit");
            }
            FileQuota.Promised promised = new FileQuota.Promised(
                    open.size(), bytes(open, null), upload.by() == null ? 0 : bytes(open, upload.by()));
            quota.requireRoom(state.files(), upload.by(), Math.max(upload.size(), 0), promised);
            store.begin(upload);
            return upload.size() == Upload.UNKNOWN_SIZE
                    ? Math.min(
                            settings.maxSize().asLongValue(),
                            quota.swarmBytes() - state.files().bytes() - promised.swarmBytes())
                    : upload.size();
        } catch (IOException failure) {
            throw new CompletionException(failure);
        }
    }

    /** The bytes that uploads will have, or have already if nobody said. */
    private static long bytes(List<UploadState> uploads, @Nullable String by) {
        return uploads.stream()
                .filter(each -> by == null || by.equals(each.upload().by()))
                .mapToLong(each -> Math.max(each.upload().size(), each.offset()))
                .sum();
    }

    /** The command that shares the file that became of an upload. */
    FileCommand.Share share(Upload upload, String sha256) {
        return new FileCommand.Share(
                upload.id(),
                upload.name(),
                upload.type(),
                Math.max(upload.size(), 0),
                sha256,
                upload.taskId(),
                upload.agentId(),
                upload.by(),
                quota);
    }
}
