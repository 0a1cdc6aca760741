package io.swarmbot.api;

import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Whether a request has JSON and takes JSON, by the rules of JAX-RS, which decides the same for the resources. */
final class JsonOnly {

    private static final String ANYTHING = "*/*";
    private static final int NOT_ACCEPTABLE = 406;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private JsonOnly() {}

    /** @throws Rejection {@code unsupported_media_type} if the request says that its body is something else */
    static void requireSent(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.isEmpty() && !isJsonAmong(type)) {
            throw Problems.ofStatus(UNSUPPORTED_MEDIA_TYPE, null);
        }
    }

    /** @throws Rejection {@code not_acceptable} if the client says that it only takes something else */
    static void requireAccepted(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.ACCEPT);
        if (!headers.isEmpty() && headers.stream().noneMatch(JsonOnly::isAccepted)) {
            throw Problems.ofStatus(NOT_ACCEPTABLE, null);
        }
    }

    private static boolean isAccepted(String accept) {
        return accept.isEmpty() || accept.equals(ANYTHING) || isJsonAmong(accept.split(","));
    }

    private static boolean isJsonAmong(String... types) {
        try {
            for (String each : types) {
                String type = each.strip();
                if (type.equals(MediaType.APPLICATION_JSON)
                        || MediaType.valueOf(type).isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                    return true;
                }
            }
            return false;
        } catch (IllegalArgumentException noMediaType) {
            return false;
        }
    }
}
