package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.Caller;
import io.swarmbot.wire.TokenJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Tells a caller as whom the service knows it. */
@Path("/api/v1/whoami")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class WhoamiResource {

    private final Responses responses;

    WhoamiResource(Responses responses) {
        this.responses = responses;
    }

    @GET
    public Response whoami() {
        Caller caller = responses.caller();
        return Responses.secret(
                Response.Status.OK,
                TokenJson.whoami(
                        caller.name(), !caller.isAnonymous(), caller.grants(), caller.token(), caller.expiresAt()));
    }
}
