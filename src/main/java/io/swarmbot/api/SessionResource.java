package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.SessionCookie;
import io.swarmbot.access.TokenOffice;
import io.swarmbot.wire.TokenJson;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** The session of a browser. A page opens one with a token, and from then on the browser sends its cookie. */
@Path("/api/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class SessionResource {

    private final Responses responses;
    private final TokenOffice office;

    SessionResource(Responses responses, TokenOffice office) {
        this.responses = responses;
        this.office = office;
    }

    @POST
    public CompletionStage<Response> open() {
        SessionCookie cookie = SessionCookie.of(responses.request());
        return office.openSession(responses.caller())
                .thenApply(made -> Response.fromResponse(
                                Responses.secret(Response.Status.CREATED, TokenJson.made(made.token(), null)))
                        .header(HttpHeaders.SET_COOKIE, cookie.with(made.text(), made.token()))
                        .build());
    }

    @DELETE
    public CompletionStage<Response> close() {
        return office.closeSession(responses.caller())
                .thenApply(closed -> Response.noContent()
                        .header(HttpHeaders.SET_COOKIE, SessionCookie.REMOVED)
                        .build());
    }
}
