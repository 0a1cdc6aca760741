package io.swarmbot.api;

import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one way in which a REST request fails: a problem with a stable code, and not a word of the service's inside. */
class ProblemMapper {

    @ServerExceptionMapper
    Response map(Throwable failure) {
        Rejection rejection = failure instanceof WebApplicationException refused
                ? translated(refused)
                : Problems.rejectionOf(failure);
        Response.ResponseBuilder response = Response.status(rejection.code().status())
                .type(Problems.MEDIA_TYPE)
                .entity(Documents.problem(rejection));
        if (Problems.isTemporary(rejection)) {
            response.header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    @ServerExceptionMapper
    Response map(WebApplicationException refused) {
        return map((Throwable) refused);
    }

    /** What the framework refused before a resource was asked. */
    private static Rejection translated(WebApplicationException refused) {
        return switch (refused.getResponse().getStatus()) {
            case 404 -> new Rejection(ErrorCode.UNKNOWN_PATH, "there is nothing at this path");
            case 405 -> new Rejection(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take this method");
            case 406 -> new Rejection(ErrorCode.NOT_ACCEPTABLE, "this path answers with application/json");
            case 413 -> new Rejection(ErrorCode.TOO_BIG, "the body is over the limit");
            case 415 -> new Rejection(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this path takes application/json");
            default -> Problems.rejectionOf(refused);
        };
    }
}
