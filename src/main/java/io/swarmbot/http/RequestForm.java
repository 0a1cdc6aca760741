package io.swarmbot.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Refuses a request that two readers could understand differently: a path that is written in another way than filters
 * compare it, a header or query parameter twice, a target that is very long. So what a filter sees, here or in a proxy,
 * is what a resource gets.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class RequestForm {

    /** The server has a larger limit of its own, above which it answers without a problem. */
    private static final int MAX_TARGET = 8 * 1024;

    private static final String SOCKETIO = "/socket.io";

    /**
     * What no path of this service has: an empty, {@code .} or {@code ..} segment, a matrix parameter, a backslash, or
     * one of these or a letter, digit, hyphen, point, underline or tilde in its percent-encoding.
     */
    private static final Pattern NOT_PLAIN = Pattern.compile(
            "//|[;\\\\]|/\\.{1,2}(/|$)|%(2[DEF]|3[0-9B]|4[1-9A-F]|5[0-9ACF]|6[1-9A-F]|7[0-9AE])",
            Pattern.CASE_INSENSITIVE);

    /** The headers of which the service reads one value. */
    private static final List<String> SINGLE_HEADERS =
            List.of("Host", "Origin", "Content-Type", "Content-Length", "Idempotency-Key", "If-Match", "Last-Event-ID");

    private final ProtocolPaths paths;

    RequestForm(ProtocolPaths paths) {
        this.paths = paths;
    }

    void register(@Observes Router router) {
        router.route().order(RouteOrder.REQUEST_FORM).handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = Objects.requireNonNullElse(request.path(), "");
        try {
            requirePlain(path);
            if (paths.contain(path) || path.startsWith(SOCKETIO)) {
                requireShort(request.uri());
                requireSingle(request.headers());
                requireUsableParameters(request);
            }
        } catch (Rejection rejection) {
            EarlyRefusal.send(context, rejection);
            return;
        }
        context.next();
    }

    private void requirePlain(String path) {
        if (mayBeNotPlain(path) && NOT_PLAIN.matcher(path).find() && mayBeOfInterface(path)) {
            throw new Rejection(
                    ErrorCode.BAD_REQUEST,
                    "a path has no empty segment, no '.' or '..' as a segment, no ';' or '\\', and no character in"
                            + " percent-encoding that may stand for itself");
        }
    }

    /** A loop, which says no to nearly all paths: the pattern takes 3 % of the time of a short request. */
    private static boolean mayBeNotPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char each = path.charAt(i);
            if (each == '%' || each == ';' || each == '\\' || before == '/' && (each == '/' || each == '.')) {
                return true;
            }
            before = each;
        }
        return false;
    }

    /** Whether a reader could take this for a path of the interface. Other paths may be an embedding application's. */
    private boolean mayBeOfInterface(String path) {
        String decoded = path;
        try {
            decoded = URLDecoder.decode(path, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            // No character is encoded so: the path is what it looks like.
        }
        return paths.mayContain(decoded.replaceAll(";[^/]*", "").replaceAll("[/\\\\]+", "/"));
    }

    private static void requireShort(String target) {
        if (target.length() > MAX_TARGET) {
            throw new Rejection(
                    ErrorCode.URI_TOO_LONG,
                    "the target of the request has " + target.length() + " characters; " + MAX_TARGET
                            + " is the limit");
        }
    }

    private static void requireSingle(MultiMap headers) {
        for (String name : SINGLE_HEADERS) {
            if (headers.getAll(name).size() > 1) {
                throw new Rejection(ErrorCode.BAD_PARAMETER, "header '" + name + "' is there more than once");
            }
        }
    }

    private static void requireUsableParameters(HttpServerRequest request) {
        if (request.query() == null) {
            return;
        }
        boolean hasPath = false;
        Map<String, List<String>> parameters;
        try {
            parameters = new QueryStringDecoder(request.query(), hasPath).parameters();
        } catch (IllegalArgumentException e) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "the query is not in percent-encoding");
        }
        QueryParameters.requireSingleWithValue(parameters);
    }
}
