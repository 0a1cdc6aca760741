package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body that is too large with a problem: before any of it is read if the request says its length, otherwise
 * as soon as too much was read. The server has a larger limit of its own, which closes the connection without a
 * problem. Bytes of files have limits of their own.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class BodyLimit {

    private static final long MAX_BYTES = 1 << 20;

    private static final int TOO_LARGE = 413;

    private final BodyHandler reader = BodyHandler.create(false).setBodyLimit(MAX_BYTES);
    private final ProtocolPaths paths;
    private final FilePaths files;

    BodyLimit(ProtocolPaths paths, FilePaths files) {
        this.paths = paths;
        this.files = files;
    }

    void register(@Observes Router router) {
        paths.route(
                router,
                route -> route.order(RouteOrder.BODY_LIMIT)
                        .handler(this::check)
                        .handler(this::keepEmptyBody)
                        .failureHandler(context -> {
                            if (context.statusCode() == TOO_LARGE) {
                                refuse(context);
                            } else {
                                context.next();
                            }
                        }));
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (files.takesBytes(request)) {
            context.next();
            return;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            // A number with more digits than a long can have is too large as well.
            if (length.length() > 18 || Long.parseLong(length) > MAX_BYTES) {
                refuse(context);
            } else {
                context.next();
            }
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            reader.handle(context);
        } else {
            context.next();
        }
    }

    /** The library keeps no body that was read and is empty, and a resource would wait for it for ever. */
    @SuppressWarnings("deprecation") // The other way to set it is internal to the library.
    private void keepEmptyBody(RoutingContext context) {
        if (!files.takesBytes(context.request())
                && context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && context.body().buffer() == null) {
            context.setBody(Buffer.buffer());
        }
        context.next();
    }

    private static void refuse(RoutingContext context) {
        EarlyRefusal.send(context, new Rejection(ErrorCode.TOO_BIG, "a body has at most " + MAX_BYTES + " bytes"));
    }
}
