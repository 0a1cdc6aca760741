package io.swarmbot.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The paths whose requests are commands and reads of swarms, and no pages: those of the API and those of the doors that
 * are open. Their requests are checked more strictly than those for a page, because programs send them.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
class ProtocolPaths {

    private static final String API = "/api";
    private static final String MCP = "/mcp";

    private final List<String> roots = new ArrayList<>(List.of(API));
    private final boolean isMcpOpen;

    ProtocolPaths(McpSwitch mcp) {
        this.isMcpOpen = mcp.enabled();
        if (isMcpOpen) {
            roots.add(MCP);
        }
    }

    /** Adds a route for all of these paths. */
    void route(Router router, Consumer<Route> handlers) {
        roots.forEach(root -> handlers.accept(router.route(root + "/*")));
    }

    /** Whether this is one of them. */
    boolean contain(String path) {
        return path.startsWith(API + "/") || isMcpOpen && (path.equals(MCP) || path.startsWith(MCP + "/"));
    }

    /**
     * Whether a reader could take this for one of them.
     *
     * @param path without percent-encoding, doubled slashes and matrix parameters
     */
    boolean mayContain(String path) {
        return path.contains(API + "/") || isMcpOpen && (path.equals(MCP) || path.startsWith(MCP + "/"));
    }
}
