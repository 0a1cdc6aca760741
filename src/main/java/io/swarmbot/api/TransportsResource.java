package io.swarmbot.api;

import io.smallrye.common.annotation.NonBlocking;
import io.swarmbot.access.WaysToLogIn;
import io.swarmbot.http.McpSwitch;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** The transports over which a client may follow a swarm. */
@Path("/api/v1/transports")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class TransportsResource {

    private final TransportSwitch transports;
    private final WaysToLogIn ways;
    private final McpSwitch mcp;

    TransportsResource(TransportSwitch transports, WaysToLogIn ways, McpSwitch mcp) {
        this.transports = transports;
        this.ways = ways;
        this.mcp = mcp;
    }

    /**
     * The transports that are switched on, the best one first, how to log in, and which doors are open. Clients ask at
     * each reconnect.
     */
    @GET
    public Response transports() {
        List<String> on = new ArrayList<>();
        if (transports.useWebsocket()) {
            on.add("websocket");
        }
        if (transports.useSse()) {
            on.add("sse");
        }
        on.add("poll");
        return Response.ok(
                        Documents.transports(
                                on,
                                transports.pollInterval(),
                                ways.names(),
                                mcp.enabled() ? List.of("mcp") : List.of()),
                        MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
