package io.swarmbot.access;

import io.swarmbot.http.McpSwitch;
import io.swarmbot.http.OwnOrigin;
import io.swarmbot.http.Problems;
import io.swarmbot.http.RouteOrder;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.wire.Documents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;

/**
 * Tells programs that speak the Model Context Protocol where they log in, if there is an issuer: with each 401, and in
 * the metadata of a protected resource (RFC 9728). Both say the same of every swarm, whether it is there or not.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class ProtectedResource {

    /** RFC 9728, 3: the path of the resource follows. */
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String MCP = "/mcp";

    /** Before the files of the page. */
    private static final int ORDER = -50;

    private final OidcTenant tenant;
    private final McpSwitch door;

    ProtectedResource(OidcTenant tenant, McpSwitch door) {
        this.tenant = tenant;
        this.door = door;
    }

    void register(@Observes Router router) {
        if (!tenant.isOn() || !door.enabled()) {
            return;
        }
        router.route(MCP + "/*").order(RouteOrder.CHALLENGE).handler(context -> {
            context.addHeadersEndHandler(begun -> challenge(context));
            context.next();
        });
        for (String path : new String[] {WELL_KNOWN, WELL_KNOWN + MCP, WELL_KNOWN + MCP + "/:swarm"}) {
            router.get(path).order(ORDER).handler(this::describe);
        }
    }

    private static void challenge(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        if (response.getStatusCode() == ErrorCode.UNAUTHENTICATED.status() && request.authority() != null) {
            response.putHeader(
                    "WWW-Authenticate",
                    Problems.CHALLENGE + ", resource_metadata=\"" + root(request) + WELL_KNOWN
                            + context.normalizedPath() + "\"");
        }
    }

    private void describe(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath().substring(WELL_KNOWN.length());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(
                        Documents.protectedResource(root(request) + (path.isEmpty() ? MCP : path), tenant.issuer())));
    }

    /** The address of this service, as the client calls it. */
    private static String root(HttpServerRequest request) {
        return OwnOrigin.scheme(request) + "://" + Objects.requireNonNull(request.authority());
    }
}
