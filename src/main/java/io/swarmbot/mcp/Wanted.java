package io.swarmbot.mcp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;

/**
 * In which forms a client takes an answer. Clients should take both; one that says nothing gets JSON.
 *
 * @param json whether it takes one JSON value
 * @param events whether it takes a stream of events
 */
record Wanted(boolean json, boolean events) {

    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    static Wanted of(HttpServerRequest request) {
        List<String> all = request.headers().getAll(HttpHeaders.ACCEPT);
        String accepted = String.join(",", all).toLowerCase(Locale.ROOT);
        boolean isAny = all.isEmpty() || accepted.contains("*/*");
        // The end of a stream of HTTP/1.0 looks like the end of a broken connection.
        boolean isStreamKnown = request.version() != HttpVersion.HTTP_1_0;
        return new Wanted(
                isAny || accepted.contains(JSON) || accepted.contains("application/*"),
                isStreamKnown && accepted.contains(EVENTS));
    }

    boolean isPossible() {
        return json || events;
    }
}
