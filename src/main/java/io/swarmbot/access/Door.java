package io.swarmbot.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Objects;

/** The way by which a request comes in, as the access log names it. */
enum Door {
    /** Commands and reads of the API. */
    REST,
    /** A stream over WebSocket. */
    WS,
    /** A stream of server-sent events. */
    SSE,
    /** A page of events, which may be waited for. */
    POLL,
    /** Engine.IO and Socket.IO, over WebSocket and over polling. */
    SOCKETIO,
    /** The Model Context Protocol. */
    MCP,
    /** The dashboard, its files, and what the framework serves to everybody. */
    PAGE,
    /** The management port. */
    MANAGEMENT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    String wireName() {
        return wireName;
    }

    /** The door of a request that did not come to the management port. */
    static Door of(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (!path.startsWith("/api/")) {
            if (path.equals("/socket.io") || path.equals("/socket.io/")) {
                return SOCKETIO;
            }
            return path.equals("/mcp") || path.startsWith("/mcp/") ? MCP : PAGE;
        }
        if (path.endsWith("/live")) {
            return WS;
        }
        if (path.endsWith("/events")) {
            String accept = request.getHeader(HttpHeaders.ACCEPT);
            return accept != null && accept.contains("text/event-stream") ? SSE : POLL;
        }
        return REST;
    }
}
