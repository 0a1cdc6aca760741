package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that comes in another form than the service reads: JSON in UTF-8, or bytes of a file; not compressed.
 * Without this check the bytes would be read as if the headers had not said otherwise.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class BodyForm {

    private static final String JSON = "application/json";

    /** The form of a batch besides {@link #JSON}. */
    private static final String LINES = "application/x-ndjson";

    private static final String BATCH_PATH_END = "/commands";

    private static final String IDENTITY = "identity";
    private static final String CHUNKED = "chunked";

    /** A media type with no parameter but the charset. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("\\s*([^\\s;]+)\\s*(?:;\\s*charset=(\"?)utf-?8\\2\\s*)?;?\\s*", Pattern.CASE_INSENSITIVE);

    private final ProtocolPaths paths;
    private final FilePaths files;

    BodyForm(ProtocolPaths paths, FilePaths files) {
        this.paths = paths;
        this.files = files;
    }

    void register(@Observes Router router) {
        paths.route(router, route -> route.order(RouteOrder.BODY_FORM).handler(this::check));
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        Rejection transfer = faultOfTransfer(request);
        if (transfer != null) {
            EarlyRefusal.sendAndClose(context, transfer);
            return;
        }
        try {
            if (hasBody(request)) {
                requireNoCompression(context);
                if (!files.takesBytes(request)) {
                    requireJson(request);
                }
            } else if (request.version() == HttpVersion.HTTP_1_1 && !files.takesBytes(request)) {
                // It says nothing without a body, and the framework fails at one that it cannot parse.
                request.headers().remove(HttpHeaders.CONTENT_TYPE);
            }
        } catch (Rejection rejection) {
            EarlyRefusal.send(context, rejection);
            return;
        }
        context.next();
    }

    /** Checks by RFC 9112, 6.1 and 6.3, that it is certain where the body ends; null if it is. */
    private static @Nullable Rejection faultOfTransfer(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        String coding = String.join(",", codings).strip().toLowerCase(Locale.ROOT);
        boolean isHttp11 = request.version() == HttpVersion.HTTP_1_1;
        if (codings.isEmpty() || coding.equals(CHUNKED) && isHttp11) {
            return null;
        }
        return coding.endsWith(CHUNKED) && isHttp11
                ? new Rejection(ErrorCode.NOT_IMPLEMENTED, "the only transfer coding that is known here is chunked")
                : new Rejection(ErrorCode.BAD_REQUEST, "Transfer-Encoding does not say where the body ends");
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    private static void requireNoCompression(RoutingContext context) {
        for (String coding : context.request().headers().getAll(HttpHeaders.CONTENT_ENCODING)) {
            if (!coding.strip().equalsIgnoreCase(IDENTITY)) {
                context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
                throw new Rejection(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "a body comes as it is, without a Content-Encoding such as '" + coding + "'");
            }
        }
    }

    private static void requireJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean isBatch = Objects.requireNonNull(request.path()).endsWith(BATCH_PATH_END);
        if (type != null && !isTaken(type, isBatch)) {
            throw new Rejection(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "this path takes " + JSON + (isBatch ? " or " + LINES : "") + " in UTF-8, not '" + type + "'");
        }
    }

    private static boolean isTaken(String type, boolean isBatch) {
        Matcher matcher = MEDIA_TYPE.matcher(type);
        return matcher.matches()
                && (matcher.group(1).equalsIgnoreCase(JSON)
                        || isBatch && matcher.group(1).equalsIgnoreCase(LINES));
    }
}
