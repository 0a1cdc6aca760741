package io.swarmbot.files;

import io.swarmbot.access.Caller;
import io.swarmbot.command.FileCommand;
import io.swarmbot.command.Outcome;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.StoredFile;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.file.SharedFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The files that are shared: finds and removes them.
 *
 * <p>Thread-safety: any thread. No call waits.
 */
@ApplicationScoped
class SharedFiles {

    private static final Logger LOG = System.getLogger(SharedFiles.class.getName());

    private final SwarmCoordinator coordinator;
    private final FileStore store;
    private final ExecutorService threads;

    SharedFiles(SwarmCoordinator coordinator, FileStore store, @FileThreads ExecutorService threads) {
        this.coordinator = coordinator;
        this.store = store;
        this.threads = threads;
    }

    /** A file and its bytes. */
    record Found(SharedFile file, StoredFile bytes) {}

    /** The file of that id as the swarm is now; empty if there is none. */
    CompletableFuture<Optional<SharedFile>> find(String swarm, String id) {
        return coordinator
                .state(swarm)
                .thenApply(state -> Optional.ofNullable(state.files().get(id)));
    }

    /**
     * The file and its bytes.
     *
     * @param atLeast the cursor that this replica must have reached; null for any
     * @return fails with {@code unknown_file} if there is no such file, and with {@code file_elsewhere} if this replica
     *     has not its bytes
     */
    CompletableFuture<Found> open(String swarm, String id, @Nullable String atLeast) {
        return state(swarm, atLeast)
                .thenApplyAsync(
                        state -> {
                            SharedFile file = Named.file(state, id);
                            try {
                                return store.find(swarm, id, file.sha256(), file.size())
                                        .map(bytes -> new Found(file, bytes))
                                        .orElseThrow(() -> new Rejection(
                                                ErrorCode.FILE_ELSEWHERE,
                                                "this replica does not find the bytes of file '" + id + "'"));
                            } catch (IOException failure) {
                                throw new CompletionException(failure);
                            }
                        },
                        threads);
    }

    private CompletableFuture<SwarmState> state(String swarm, @Nullable String atLeast) {
        return StreamRequest.cursor("at_least", atLeast)
                .map(cursor -> coordinator.stateAt(swarm, cursor, StreamGate.AT_LEAST_PATIENCE))
                .orElseGet(() -> coordinator.state(swarm));
    }

    /** Removes a file, and then deletes its bytes. */
    CompletableFuture<Outcome.Committed> remove(String swarm, SharedFile file, @Nullable String actor, Caller caller) {
        FileCommand.Remove command = new FileCommand.Remove(file.id(), actor, caller.maySteer(swarm));
        caller.in(swarm).require(command);
        return coordinator
                .submit(swarm, command, caller.in(swarm))
                .thenApplyAsync(
                        done -> {
                            try {
                                store.delete(swarm, file.id(), file.sha256());
                            } catch (IOException left) {
                                LOG.log(
                                        Level.WARNING,
                                        () -> "the bytes of file " + file.id() + " are collected later",
                                        left);
                            }
                            return done;
                        },
                        threads);
    }
}
