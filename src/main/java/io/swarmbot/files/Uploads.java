package io.swarmbot.files;

import io.micrometer.core.instrument.MeterRegistry;
import io.swarmbot.access.Caller;
import io.swarmbot.command.FileCommand;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.http.RequestSettings;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of all swarms that were begun: who may continue one, who writes it, and how a file becomes of it. The
 * bytes are durable before the log says that the file is shared.
 *
 * <p>Thread-safety: any thread. No call waits.
 */
@ApplicationScoped
class Uploads {

    private static final Logger LOG = System.getLogger(Uploads.class.getName());

    private final SwarmCoordinator coordinator;
    private final NewUploads begun;
    private final FilesSettings settings;
    private final FileStore store;
    private final ExecutorService threads;
    private final Clock clock;
    private final Duration patience;
    private final Hashes hashes = new Hashes();
    private final AtomicInteger writers = new AtomicInteger();

    Uploads(
            SwarmCoordinator coordinator,
            NewUploads begun,
            FilesSettings settings,
            FileStore store,
            @FileThreads ExecutorService threads,
            Clock clock,
            RequestSettings requests,
            MeterRegistry meters) {
        this.coordinator = coordinator;
        this.begun = begun;
        this.settings = settings;
        this.store = store;
        this.threads = threads;
        this.clock = clock;
        this.patience = requests.readTimeout();
        meters.gauge("swarmbot.files.writers", writers);
    }

    FilesSettings settings() {
        return settings;
    }

    /** How long a client may send nothing of a body. */
    Duration patience() {
        return patience;
    }

    /** Runs the work of one request, in its order. */
    Serial serial() {
        return new Serial(threads);
    }

    /** When an upload that is not continued expires. */
    Instant expiry() {
        return clock.instant().plus(settings.uploadExpires());
    }

    /**
     * The upload of that id that this caller began. On a thread that may wait for the store.
     *
     * @throws Rejection {@code unknown_file} if there is none; if it is of somebody else, there is none for this caller
     */
    UploadState require(String swarm, String id, Caller caller) throws IOException {
        return find(swarm, id)
                .filter(each -> isOf(each.upload(), caller))
                .orElseThrow(() -> new Rejection(
                        ErrorCode.UNKNOWN_FILE,
                        "there is no file and no upload '" + id + "' in swarm '" + swarm + "'"));
    }

    /** The upload of that id that can be continued. */
    private Optional<UploadState> find(String swarm, String id) throws IOException {
        Instant oldest = clock.instant().minus(settings.uploadExpires());
        return FileIds.isId(id)
                ? store.upload(swarm, id)
                        .filter(each -> each.upload().size() != Upload.UNKNOWN_SIZE)
                        .filter(each -> each.changedAt().isAfter(oldest))
                : Optional.empty();
    }

    private static boolean isOf(Upload upload, Caller caller) {
        return caller.isAnonymous() || Objects.equals(upload.by(), caller.name());
    }

    /**
     * Opens an upload to write. On a thread that may wait for the store. Whoever gets the sink calls {@link #close}.
     *
     * @throws Rejection {@code swarm_busy} if too many requests bring bytes
     */
    UploadSink open(Upload upload) throws IOException {
        if (writers.incrementAndGet() > settings.maxWriters()) {
            writers.decrementAndGet();
            throw new Rejection(
                    ErrorCode.SWARM_BUSY, settings.maxWriters() + " requests are bringing files, the limit");
        }
        try {
            return UploadSink.open(store, hashes, upload);
        } catch (IOException | RuntimeException failure) {
            writers.decrementAndGet();
            throw failure;
        }
    }

    /** Closes a sink, whatever became of it. */
    void close(UploadSink sink) {
        writers.decrementAndGet();
        try {
            sink.close();
        } catch (IOException failure) {
            LOG.log(Level.WARNING, () -> "upload " + sink.upload().id() + " could not be closed", failure);
        }
    }

    /** Closes a sink after its request broke off or was refused. What came is kept. */
    void interrupt(UploadSink sink) {
        try {
            sink.interrupt();
        } catch (IOException failure) {
            LOG.log(Level.WARNING, () -> "upload " + sink.upload().id() + " was interrupted", failure);
        } finally {
            close(sink);
        }
    }

    /** Ends the upload, gives its room back, and closes the sink. */
    void discard(UploadSink sink) {
        try {
            sink.discard();
        } catch (IOException failure) {
            LOG.log(
                    Level.WARNING,
                    () -> "what is left of upload " + sink.upload().id() + " is collected later",
                    failure);
        } finally {
            close(sink);
        }
    }

    /** Ends an upload that could not be opened. */
    void forget(Upload upload) {
        try {
            store.end(upload);
        } catch (IOException failure) {
            LOG.log(Level.WARNING, () -> "what is left of upload " + upload.id() + " is collected later", failure);
        }
    }

    /**
     * Makes a file of an upload that has all of its bytes, shares it, and closes the sink.
     *
     * @param serial on which this is called
     * @param isOver whether the upload is gone if it is refused so; otherwise it stays, and can be finished again
     */
    CompletableFuture<Outcome.Committed> finish(
            UploadSink sink, Caller caller, Serial serial, Predicate<Rejection> isOver) {
        CompletableFuture<Outcome.Committed> shared;
        try {
            String sha256 = sink.finish();
            Upload upload = sink.upload();
            FileCommand.Share command = begun.share(upload, sha256);
            caller.requireLogin();
            Giver giver = caller.in(upload.swarm());
            giver.requireStill(command);
            shared = coordinator.submit(upload.swarm(), command, giver);
        } catch (IOException | RuntimeException failure) {
            shared = CompletableFuture.failedFuture(failure);
        }
        return shared.whenCompleteAsync((done, failure) -> endWith(sink, failure, isOver), serial);
    }

    private void endWith(UploadSink sink, @Nullable Throwable failure, Predicate<Rejection> isOver) {
        if (failure != null) {
            if (isOver.test(StoreFailure.rejectionOf(failure))) {
                discard(sink);
            } else {
                close(sink);
            }
            return;
        }
        try {
            sink.endUpload();
        } catch (IOException left) {
            LOG.log(
                    Level.WARNING,
                    () -> "what is left of upload " + sink.upload().id() + " is collected later",
                    left);
        } finally {
            close(sink);
        }
    }
}
