package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Errors as {@code application/problem+json} (RFC 9457). */
public final class Problems {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds after which a client that was turned away may ask again. */
    public static final String RETRY_AFTER_SECONDS = "1";

    private static final Logger LOG = System.getLogger(Problems.class.getName());
    private static final int UNAVAILABLE = 503;

    private Problems() {}

    /** The rejection that a failure is; one that is none is logged, and told as {@code internal} without a word of its inside. */
    public static Rejection rejectionOf(Throwable failure) {
        return Rejection.in(failure).orElseGet(() -> {
            LOG.log(Level.ERROR, "a request failed", failure);
            return new Rejection(ErrorCode.INTERNAL, "the service failed; its log says why");
        });
    }

    /** Whether the client should come back later with the same request. */
    public static boolean isTemporary(Rejection rejection) {
        return rejection.code().status() == UNAVAILABLE || rejection.code() == ErrorCode.TOO_MANY_IN_FLIGHT;
    }

    /** Answers a request with the problem, unless it is answered already. */
    public static void send(HttpServerResponse response, Rejection rejection) {
        if (response.ended() || response.headWritten()) {
            return;
        }
        response.setStatusCode(rejection.code().status()).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        if (isTemporary(rejection)) {
            response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        response.end(Buffer.buffer(Documents.problem(rejection)));
    }
}
