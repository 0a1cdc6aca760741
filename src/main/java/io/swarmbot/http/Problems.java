package io.swarmbot.http;

import io.swarmbot.coordinator.Rejections;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Errors as {@code application/problem+json} (RFC 9457). */
public final class Problems {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds after which a client that was turned away may ask again, if nobody knows better. */
    private static final String RETRY_AFTER_SECONDS = "1";

    /** Names the way to log in (RFC 6750, 3), with each 401. */
    public static final String CHALLENGE = "Bearer realm=\"swarmbot\"";

    private static final Logger LOG = System.getLogger(Problems.class.getName());
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int MILLIS_PER_SECOND = 1_000;

    private Problems() {}

    /** The refusal of a method, with the methods that the path takes. */
    private static final class MethodNotAllowed extends Rejection {

        private static final long serialVersionUID = 1L;

        private final String allowed;

        MethodNotAllowed(String allowed, String detail) {
            super(ErrorCode.METHOD_NOT_ALLOWED, detail);
            this.allowed = allowed;
        }
    }

    /**
     * The refusal of a method that a path does not take. Its answer names in {@code Allow} those that it takes (RFC
     * 9110, 15.5.6).
     */
    public static Rejection methodNotAllowed(Collection<String> allowed) {
        String methods = String.join(", ", allowed);
        return new MethodNotAllowed(methods, "this path takes " + methods);
    }

    /** @param reason why the path takes no other method */
    public static Rejection methodNotAllowed(Collection<String> allowed, String reason) {
        String methods = String.join(", ", allowed);
        return new MethodNotAllowed(methods, "this path takes " + methods + ": " + reason);
    }

    /**
     * The rejection that a failure carries. Another failure is logged; its rejection is {@code internal} and says
     * nothing of it.
     */
    public static Rejection rejectionOf(Throwable failure) {
        return Rejections.in(failure).orElseGet(() -> {
            if (isOfClient(failure)) {
                // Nobody reads this answer.
                return new Rejection(ErrorCode.BAD_REQUEST, "the client hung up");
            }
            LOG.log(Level.ERROR, "a request failed", failure);
            return new Rejection(ErrorCode.INTERNAL, "the service failed; its log says why");
        });
    }

    /** Whether a request failed because its client hung up. */
    private static boolean isOfClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CancellationException || cause instanceof HttpClosedException) {
                return true;
            }
        }
        return false;
    }

    /** The rejection for a request that the framework refused with this status. */
    public static Rejection ofStatus(int status, @Nullable Throwable failure) {
        return switch (status) {
            case 400 -> new Rejection(ErrorCode.BAD_REQUEST, "the request cannot be read");
            case 404 -> new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path");
            case 405 -> new Rejection(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take this method");
            case 406 -> new Rejection(ErrorCode.NOT_ACCEPTABLE, "this path answers with application/json");
            case 414 -> new Rejection(ErrorCode.URI_TOO_LONG, "the target of the request is too long");
            case 413 -> new Rejection(ErrorCode.TOO_BIG, "the body is over the limit");
            case 415 -> new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this path takes application/json");
            default ->
                rejectionOf(failure != null ? failure : new IllegalStateException("refused with status " + status));
        };
    }

    /** Whether the client should come back later with the same request. */
    public static boolean isTemporary(Rejection rejection) {
        int status = rejection.code().status();
        return status == UNAVAILABLE || status == TOO_MANY;
    }

    /** The value of {@code Retry-After}: whole seconds, rounded up. Null if the client need not come back. */
    public static @Nullable String retryAfter(Rejection rejection) {
        Long millis = rejection.retryAfterMillis();
        if (millis == null) {
            return isTemporary(rejection) ? RETRY_AFTER_SECONDS : null;
        }
        return Long.toString((millis + MILLIS_PER_SECOND - 1) / MILLIS_PER_SECOND);
    }

    /** The headers that the answer to a refused request has beside its media type, by their names. */
    public static Map<String, String> headers(Rejection rejection) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (rejection.code() == ErrorCode.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", CHALLENGE);
        }
        if (rejection instanceof MethodNotAllowed refused) {
            headers.put("Allow", refused.allowed);
        }
        String retryAfter = retryAfter(rejection);
        if (retryAfter != null) {
            headers.put("Retry-After", retryAfter);
        }
        return headers;
    }

    /** Answers a request with the problem, unless it is answered already. */
    public static void send(HttpServerResponse response, Rejection rejection) {
        if (response.ended() || response.headWritten()) {
            return;
        }
        response.setStatusCode(rejection.code().status()).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        headers(rejection).forEach(response::putHeader);
        response.end(Buffer.buffer(Documents.problem(rejection)));
    }
}
