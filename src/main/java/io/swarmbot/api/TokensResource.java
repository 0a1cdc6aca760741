package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.TokenOffice;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.TokenJson;
import io.swarmbot.wire.TokenRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tokens and tickets. The one answer that makes a token shows it; nothing shows it again. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class TokensResource {

    private final Responses responses;
    private final TokenOffice office;

    TokensResource(Responses responses, TokenOffice office) {
        this.responses = responses;
        this.office = office;
    }

    @GET
    @Path("tokens")
    public CompletionStage<Response> tokens() {
        return responses.secret(
                office.list(responses.caller()), known -> TokenJson.list(known.tokens(), known.lastUses()));
    }

    @POST
    @Path("tokens")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> make(byte @Nullable [] body) {
        TokenRequest request = TokenRequest.read(Bodies.required(body));
        return office.make(responses.caller(), request.name(), request.grants(), request.expiresIn())
                .thenApply(made -> Responses.secret(
                        Response.Status.CREATED,
                        TokenJson.made(made.token(), made.text().reveal())));
    }

    /** Revokes the token: 204, also if it was revoked before. */
    @DELETE
    @Path("tokens/{token}")
    public CompletionStage<Response> revoke(@PathParam("token") String token) {
        return office.revoke(responses.caller(), token)
                .thenApply(revoked -> Response.noContent().build());
    }

    /** Makes a ticket, with which a client that can set no header opens one stream. */
    @POST
    @Path("tickets")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> ticket(byte @Nullable [] body) {
        Fields fields = Bodies.required(body);
        String swarm = fields.string("swarm");
        fields.end();
        return office.makeTicket(responses.caller(), swarm)
                .thenApply(made -> Responses.secret(
                        Response.Status.CREATED,
                        TokenJson.ticket(made.token(), made.text().reveal())));
    }
}
