package io.swarmbot.bench.load;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** The service does not let the tool in: trying again would not help. Its message is for the people who started it. */
final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Whether it is the token that is not accepted, and not a right that it lacks. */
    boolean isUnauthenticated() {
        return status == 401;
    }

    /** Whether an answer with this status is a refusal. */
    static boolean is(int status) {
        return status == 401 || status == 403;
    }

    /** @param body the problem+json of the answer, which names the right that is missing */
    static RefusedException of(int status, String body, Token token) {
        return new RefusedException(
                status, status == 401 ? "unauthenticated: " + token.refusal() : "forbidden: " + detail(body));
    }

    private static String detail(String body) {
        try {
            return new JsonObject(body).getString("detail", body);
        } catch (DecodeException | ClassCastException e) {
            return body; // Something between us and the service answered in its own words.
        }
    }
}
