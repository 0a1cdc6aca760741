package io.swarmbot.files;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.swarmbot.command.FileCommand;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.UploadLockedException;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.store.UploadWriter;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Gives room back: removes the files of tasks that ended long ago, ends uploads that expired, and deletes bytes of
 * which the log says nothing. Every replica does it, and finds done what another one did.
 *
 * <p>Thread-safety: one call at a time.
 */
// Public, with its method: in an application that embeds this jar, the generated caller has another class loader.
@ApplicationScoped
public class FileCollector {

    private static final Logger LOG = System.getLogger(FileCollector.class.getName());

    /**
     * Bytes that are younger are left alone: the event that names them may be on its way, or not have come to this
     * replica.
     */
    static final Duration LEFT_ALONE = Duration.ofHours(24);

    private final SwarmCoordinator coordinator;
    private final FileStore store;
    private final FilesSettings settings;
    private final Clock clock;

    FileCollector(SwarmCoordinator coordinator, FileStore store, FilesSettings settings, Clock clock) {
        this.coordinator = coordinator;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at every swarm of which there are bytes. Waits for the store, so it is not for event loops. */
    @Scheduled(
            every = "${swarmbot.files.collect-every:10m}",
            delayed = "${swarmbot.files.collect-every:10m}",
            concurrentExecution = ConcurrentExecution.SKIP)
    public void run() {
        if (!settings.enabled()) {
            return;
        }
        try {
            for (String swarm : store.swarms()) {
                collect(swarm);
            }
            store.deleteRemainsBefore(clock.instant().minus(LEFT_ALONE));
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "the store of files cannot be read", failure);
        }
    }

    private void collect(String swarm) throws IOException {
        endExpiredUploads(swarm);
        // What the state is asked for was stored before it: a file that is shared meanwhile is younger.
        Instant old = clock.instant().minus(LEFT_ALONE);
        List<FileStore.Kept> kept = store.keptBefore(swarm, old);
        if (kept.isEmpty()) {
            return;
        }
        Optional<Set<String>> named = named(swarm);
        if (named.isEmpty()) {
            return;
        }
        for (FileStore.Kept each : kept) {
            if (!named.get().contains(each.id())) {
                LOG.log(Level.INFO, () -> "file " + each.id() + " of swarm " + swarm + " is in no log, and is deleted");
                store.delete(swarm, each.id(), each.sha256());
            }
        }
    }

    /** The ids of the files that must stay; empty if nobody can say. */
    private Optional<Set<String>> named(String swarm) throws IOException {
        Set<String> ids = new HashSet<>();
        for (UploadState upload : store.uploads(swarm)) {
            ids.add(upload.upload().id());
        }
        try {
            SwarmState state = coordinator.state(swarm).join();
            FileCommand.RemoveOver over = new FileCommand.RemoveOver(settings.keepAfterTask());
            if (over.isDue(state, clock.instant())) {
                coordinator.submit(swarm, over).join();
                state = coordinator.state(swarm).join();
            }
            if (coordinator.staleSince(swarm).isPresent()) {
                return Optional.empty();
            }
            state.files().after("").forEach(file -> ids.add(file.id()));
            return Optional.of(ids);
        } catch (CompletionException failure) {
            // A swarm that was deleted shares nothing. Of one that cannot be read nobody knows.
            return NewUploads.isUnknownSwarm(failure) ? Optional.of(ids) : Optional.empty();
        }
    }

    private void endExpiredUploads(String swarm) throws IOException {
        Instant oldest = clock.instant().minus(settings.uploadExpires());
        for (UploadState each : store.uploads(swarm)) {
            if (each.changedAt().isBefore(oldest)) {
                try (UploadWriter writer = store.open(each.upload())) {
                    LOG.log(Level.DEBUG, () -> "an upload expired at " + writer.offset());
                    store.end(each.upload());
                } catch (UploadLockedException | NoSuchFileException others) {
                    // Somebody goes on with it, or ended it.
                }
            }
        }
    }
}
