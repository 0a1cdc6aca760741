package io.swarmbot.files;

import io.swarmbot.http.ClientSocket;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.SharedFile;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Gives files out, whole or in part. Whatever a file says it is, a browser saves it and never shows or runs it.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class DownloadRoute {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;

    private static final String DISPOSITION = "Content-Disposition";
    private static final Set<String> PARAMETERS = Set.of("at_least");

    private final SharedFiles files;

    DownloadRoute(SharedFiles files) {
        this.files = files;
    }

    void give(FileRequest request) {
        request.requireParameters(PARAMETERS);
        request.answer(
                files.open(request.swarm(), request.fileId(), request.parameter("at_least")),
                found -> give(request, found));
    }

    private static void give(FileRequest request, SharedFiles.Found found) {
        HttpServerResponse response = request.response();
        SharedFile file = found.file();
        String tag = "\"" + file.sha256() + "\"";
        response.putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        if (isKnown(request, tag)) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        ByteRange range;
        try {
            range = ByteRange.of(
                    request.http().method().equals(HttpMethod.GET) ? request.header("Range") : null,
                    request.header("If-Range"),
                    tag,
                    file.size());
        } catch (Rejection none) {
            if (none.code() == ErrorCode.RANGE_NOT_SATISFIABLE) {
                response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size());
            }
            throw none;
        }
        response.setStatusCode(range.isPart() ? PARTIAL : OK)
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()))
                .putHeader(DISPOSITION, ContentDisposition.attachment(file.name()))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (range.isPart()) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(file.size()));
        }
        if (request.http().method().equals(HttpMethod.HEAD) || range.length() == 0) {
            response.end();
        } else {
            if (request.http().version() != HttpVersion.HTTP_2) {
                ClientSocket socket = ClientSocket.of(request.http().connection());
                found.bytes().path().ifPresent(path -> FileTurns.of(socket).ifPresent(turns -> turns.next(path)));
            }
            found.bytes().send(response, range.from(), range.length()).onFailure(failure -> refuse(request, failure));
        }
    }

    /** The client is gone, or the file was removed a moment ago. */
    private static void refuse(FileRequest request, Throwable failure) {
        HttpServerResponse response = request.response();
        if (!response.headWritten() && !response.closed()) {
            response.headers()
                    .remove(HttpHeaders.CONTENT_LENGTH)
                    .remove(HttpHeaders.CONTENT_RANGE)
                    .remove(HttpHeaders.ETAG)
                    .remove(DISPOSITION);
            request.refuse(StoreFailure.rejectionOf(failure));
        }
    }

    private static boolean isKnown(FileRequest request, String tag) {
        for (String each : String.join(",", request.http().headers().getAll(HttpHeaders.IF_NONE_MATCH))
                .split(",", -1)) {
            String known = each.strip();
            if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
