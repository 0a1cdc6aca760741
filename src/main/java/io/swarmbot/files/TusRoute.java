package io.swarmbot.files;

import io.swarmbot.command.Outcome;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.tus.Tus;
import io.swarmbot.files.tus.TusChecksum;
import io.swarmbot.files.tus.TusMetadata;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Uploads by tus 1.0, which are resumed where they were cut. When the last byte is stored, the file is shared before
 * the request is answered.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class TusRoute {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final NewUploads newUploads;
    private final Uploads uploads;
    private final SharedFiles files;

    TusRoute(NewUploads newUploads, Uploads uploads, SharedFiles files) {
        this.newUploads = newUploads;
        this.uploads = uploads;
        this.files = files;
    }

    /** Whether the request speaks tus. */
    static boolean isTus(FileRequest request) {
        return request.http().headers().contains(Tus.RESUMABLE);
    }

    /** What a request has done: the offset that the upload has now, and the event if it is a file now. */
    private record Progress(long offset, Outcome.@Nullable Committed shared) {}

    /** Says what is understood here. */
    void options(FileRequest request) {
        request.http().resume();
        request.response()
                .setStatusCode(NO_CONTENT)
                .putHeader(Tus.RESUMABLE, Tus.VERSION)
                .putHeader(Tus.VERSIONS, Tus.VERSION)
                .putHeader(Tus.EXTENSION, Tus.EXTENSIONS)
                .putHeader(Tus.CHECKSUM_ALGORITHM, TusChecksum.ALGORITHMS)
                .putHeader(
                        Tus.MAX_SIZE, Long.toString(uploads.settings().maxSize().asLongValue()))
                .end();
    }

    /**
     * Requires the version of tus.
     *
     * @throws Rejection {@code unknown_tus_version}, whose answer says which there is
     */
    void requireVersion(FileRequest request) {
        request.response().putHeader(Tus.RESUMABLE, Tus.VERSION);
        try {
            Tus.requireVersion(request.header(Tus.RESUMABLE));
        } catch (Rejection unknown) {
            request.response().putHeader(Tus.VERSIONS, Tus.VERSION);
            throw unknown;
        }
    }

    /** Begins an upload, and takes its first bytes if the request has some. */
    void create(FileRequest request) {
        requireVersion(request);
        if (request.header(Tus.DEFER_LENGTH) != null || request.header(Tus.CONCAT) != null) {
            throw new Rejection(
                    ErrorCode.BAD_PARAMETER,
                    "headers " + Tus.DEFER_LENGTH + " and " + Tus.CONCAT
                            + " are for extensions of tus that are not here");
        }
        Upload upload = wanted(request, Tus.bytes(Tus.LENGTH, request.header(Tus.LENGTH)));
        boolean hasBytes = request.bodyLength() != 0;
        if (hasBytes) {
            requireBytes(request);
        }
        TusChecksum checksum = TusChecksum.of(request.header(Tus.CHECKSUM));
        if (request.bodyLength() > upload.size()) {
            throw tooLong(upload, 0);
        }
        Serial serial = uploads.serial();
        CompletableFuture<Progress> created = newUploads
                .begin(upload, request.caller())
                .thenComposeAsync(
                        most -> hasBytes || upload.size() == 0
                                ? receive(request, serial, upload, 0, checksum)
                                : CompletableFuture.completedFuture(new Progress(0, null)),
                        serial);
        request.answer(created, progress -> {
            HttpServerResponse response = request.response()
                    .setStatusCode(CREATED)
                    .putHeader(HttpHeaders.LOCATION, request.location(upload.id()));
            if (hasBytes) {
                response.putHeader(Tus.OFFSET, Long.toString(progress.offset()));
            }
            end(request, progress);
        });
    }

    private Upload wanted(FileRequest request, long size) {
        return UploadFields.of(TusMetadata.of(request.header(Tus.METADATA)))
                .upload(request.swarm(), request.actor(), newUploads.newId(), size);
    }

    /** Says how far an upload is. If all of its bytes are there, it is a file when this is answered. */
    void head(FileRequest request) {
        requireVersion(request);
        String id = request.fileId();
        Serial serial = uploads.serial();
        CompletableFuture<UploadState> found = files.find(request.swarm(), id)
                .thenComposeAsync(
                        file -> file.map(shared -> CompletableFuture.completedFuture(
                                        UploadFields.finished(request.swarm(), shared)))
                                .orElseGet(() -> unfinished(request, id, serial)),
                        serial);
        request.answer(found, state -> {
            HttpServerResponse response = request.response()
                    .setStatusCode(OK)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader(Tus.OFFSET, Long.toString(state.offset()))
                    .putHeader(Tus.LENGTH, Long.toString(state.upload().size()))
                    .putHeader(Tus.METADATA, UploadFields.metadata(state.upload()));
            if (state.offset() < state.upload().size()) {
                putExpiry(response);
            }
            response.end();
        });
    }

    private CompletableFuture<UploadState> unfinished(FileRequest request, String id, Serial serial) {
        try {
            UploadState state = uploads.require(request.swarm(), id, request.caller());
            if (state.offset() < state.upload().size()) {
                return CompletableFuture.completedFuture(state);
            }
            // It was interrupted between its last byte and its event.
            UploadSink sink = uploads.open(state.upload());
            return uploads.finish(sink, request.caller(), serial, StoreFailure::isForEver)
                    .thenApply(done -> state);
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Takes the next bytes of an upload. */
    void patch(FileRequest request) {
        requireVersion(request);
        requireBytes(request);
        long offset = Tus.bytes(Tus.OFFSET, request.header(Tus.OFFSET));
        TusChecksum checksum = TusChecksum.of(request.header(Tus.CHECKSUM));
        String id = request.fileId();
        Serial serial = uploads.serial();
        CompletableFuture<Progress> done = files.find(request.swarm(), id)
                .thenComposeAsync(
                        file -> {
                            if (file.isPresent()) {
                                throw wrongOffset(file.get().size(), offset);
                            }
                            return continued(request, id, offset, checksum, serial);
                        },
                        serial);
        request.answer(done, progress -> {
            request.response().setStatusCode(NO_CONTENT).putHeader(Tus.OFFSET, Long.toString(progress.offset()));
            end(request, progress);
        });
    }

    private CompletableFuture<Progress> continued(
            FileRequest request, String id, long offset, @Nullable TusChecksum checksum, Serial serial) {
        try {
            UploadState state = uploads.require(request.swarm(), id, request.caller());
            return receive(request, serial, state.upload(), offset, checksum);
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Takes the body of the request as the bytes from that offset on. On {@code serial}. */
    private CompletableFuture<Progress> receive(
            FileRequest request, Serial serial, Upload upload, long offset, @Nullable TusChecksum checksum) {
        UploadSink sink;
        try {
            sink = uploads.open(upload);
        } catch (IOException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        long most = upload.size() - offset;
        try {
            if (sink.offset() != offset) {
                throw wrongOffset(sink.offset(), offset);
            }
            if (request.bodyLength() > most) {
                throw tooLong(upload, offset);
            }
            if (most > 0) {
                sink.begin(checksum);
            }
        } catch (IOException | RuntimeException refused) {
            uploads.interrupt(sink);
            return CompletableFuture.failedFuture(refused);
        }
        return request.received(serial, sink, most, uploads.patience())
                .handle((whole, failure) -> received(request, serial, sink, failure))
                .thenCompose(progress -> progress);
    }

    private CompletableFuture<Progress> received(
            FileRequest request, Serial serial, UploadSink sink, @Nullable Throwable failure) {
        if (failure != null) {
            uploads.interrupt(sink);
            return CompletableFuture.failedFuture(failure);
        }
        try {
            if (sink.offset() > 0) {
                sink.end();
            }
        } catch (IOException | RuntimeException refused) {
            uploads.interrupt(sink);
            return CompletableFuture.failedFuture(refused);
        }
        long offset = sink.offset();
        if (!sink.isWhole()) {
            uploads.close(sink);
            return CompletableFuture.completedFuture(new Progress(offset, null));
        }
        return uploads.finish(sink, request.caller(), serial, StoreFailure::isForEver)
                .thenApply(done -> new Progress(offset, done));
    }

    /** Ends an upload that is not finished. */
    CompletableFuture<Upload> terminate(FileRequest request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        UploadState state = uploads.require(request.swarm(), request.fileId(), request.caller());
                        uploads.discard(uploads.open(state.upload()));
                        return state.upload();
                    } catch (IOException failure) {
                        throw new CompletionException(failure);
                    }
                },
                uploads.serial());
    }

    private void end(FileRequest request, Progress progress) {
        if (progress.shared() == null) {
            putExpiry(request.response());
        } else {
            request.put(progress.shared());
        }
        request.response().end();
    }

    private void putExpiry(HttpServerResponse response) {
        response.putHeader(Tus.EXPIRES, HTTP_DATE.format(uploads.expiry()));
    }

    private static void requireBytes(FileRequest request) {
        String type = request.header(HttpHeaders.CONTENT_TYPE.toString());
        if (!Tus.BYTES.equals(type)) {
            throw new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "bytes of an upload come as " + Tus.BYTES);
        }
    }

    private static Rejection wrongOffset(long present, long given) {
        return new Rejection(ErrorCode.WRONG_OFFSET, "the upload is at offset " + present + ", not " + given);
    }

    private static Rejection tooLong(Upload upload, long offset) {
        return new Rejection(
                ErrorCode.TOO_BIG,
                "the file has " + upload.size() + " bytes, and the body would go on after them from offset " + offset);
    }
}
