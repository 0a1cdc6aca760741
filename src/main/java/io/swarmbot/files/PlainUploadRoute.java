package io.swarmbot.files;

import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.files.store.Upload;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.ReplyJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Uploads in one request, whose body is the file. If it breaks off, nothing is kept.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class PlainUploadRoute {

    private static final int CREATED = 201;
    private static final Set<String> PARAMETERS = Set.of("name", "task", "agent", "sha256");

    /** What curl says of every body of which nobody says anything. */
    private static final String UNSAID = "application/x-www-form-urlencoded";

    private static final String FORM = "multipart/form-data";

    private final NewUploads newUploads;
    private final Uploads uploads;

    PlainUploadRoute(NewUploads newUploads, Uploads uploads) {
        this.newUploads = newUploads;
        this.uploads = uploads;
    }

    void take(FileRequest request) {
        request.requireParameters(PARAMETERS);
        long size = request.bodyLength();
        Upload upload = wanted(request, size);
        Serial serial = uploads.serial();
        CompletableFuture<Outcome.Committed> shared = newUploads
                .begin(upload, request.caller())
                .thenComposeAsync(most -> receive(request, serial, upload, most), serial);
        request.answer(shared, done -> answer(request, upload.id(), done));
    }

    private Upload wanted(FileRequest request, long size) {
        String name = request.parameter("name");
        if (name == null) {
            name = ContentDisposition.fileName(request.header("Content-Disposition"));
        }
        if (name == null) {
            throw new Rejection(
                    ErrorCode.MISSING_FIELD,
                    "a file has a name: the parameter name, or the filename of the header Content-Disposition");
        }
        return new UploadFields(
                        name,
                        type(request.header(HttpHeaders.CONTENT_TYPE.toString())),
                        request.parameter("sha256"),
                        request.parameter("task"),
                        request.parameter("agent"))
                .upload(request.swarm(), request.actor(), newUploads.newId(), size);
    }

    private static @Nullable String type(@Nullable String header) {
        String type = header == null ? "" : header.toLowerCase(Locale.ROOT);
        if (type.startsWith(FORM)) {
            throw new Rejection(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body is the file itself, not a form (curl: -T or --data-binary, not -F)");
        }
        return type.isEmpty() || type.equals(UNSAID) ? null : header;
    }

    private CompletableFuture<Outcome.Committed> receive(FileRequest request, Serial serial, Upload upload, long most) {
        UploadSink sink;
        try {
            sink = uploads.open(upload);
        } catch (IOException | RuntimeException failure) {
            uploads.forget(upload);
            return CompletableFuture.failedFuture(failure);
        }
        return request.received(serial, sink, most, uploads.patience())
                .handle((whole, failure) -> {
                    if (failure != null) {
                        uploads.discard(sink);
                        return CompletableFuture.<Outcome.Committed>failedFuture(failure);
                    }
                    return uploads.finish(sink, request.caller(), serial, StoreFailure::isKnown);
                })
                .thenCompose(done -> done);
    }

    private static void answer(FileRequest request, String id, Outcome.Committed done) {
        Reply reply = done.reply();
        request.put(done);
        request.response()
                .setStatusCode(CREATED)
                .putHeader(HttpHeaders.LOCATION, request.location(id))
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(ReplyJson.body(reply)));
    }
}
