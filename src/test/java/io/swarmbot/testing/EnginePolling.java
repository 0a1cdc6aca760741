package io.swarmbot.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A session of Engine.IO over HTTP long polling, request by request. It answers no ping by itself. */
public final class EnginePolling {

    /** The query of a handshake. */
    public static final String QUERY = "EIO=4&transport=polling";

    private static final String SEPARATOR = "\u001e";

    private final URI server;
    private final String sid;
    private final String[] headers;
    private final String open;

    private EnginePolling(URI server, String open, String... headers) {
        this.server = server;
        this.open = open;
        this.sid = JsonText.parse(open.substring(1)).path("sid").asText();
        this.headers = headers;
    }

    /** Opens a session. */
    public static EnginePolling open(URI server, String query, String... headers) {
        RawConnection.Response answer = handshake(server, query.isEmpty() ? QUERY : QUERY + "&" + query, headers);
        if (answer.status() != 200) {
            throw new AssertionError("no session but " + answer);
        }
        return new EnginePolling(server, answer.body(), headers);
    }

    /**
     * A session that was opened.
     *
     * @param open the body of the answer
     */
    public static EnginePolling of(URI server, String open, String... headers) {
        return new EnginePolling(server, open, headers);
    }

    /** The answer to a handshake. */
    public static RawConnection.Response handshake(URI server, String query, String... headers) {
        return RawConnection.ask(server, "GET", "/socket.io/?" + query, headers);
    }

    public String sid() {
        return sid;
    }

    /** The packet that opened the session. */
    public String open() {
        return open;
    }

    /** The target of its requests. */
    public String target() {
        return "/socket.io/?" + QUERY + "&sid=" + sid;
    }

    /** One request for packets. */
    public RawConnection.Response poll() {
        return RawConnection.ask(server, "GET", target(), headers);
    }

    /** The same, which is answered later. */
    public CompletableFuture<RawConnection.Response> pollLater() {
        return CompletableFuture.supplyAsync(this::poll);
    }

    /** The packets of one request. */
    public List<String> packets() {
        RawConnection.Response answer = poll();
        if (answer.status() != 200) {
            throw new AssertionError("no packets but " + answer);
        }
        return List.of(answer.body().split(SEPARATOR));
    }

    /** The packets up to the one that begins so, and that one. */
    public List<String> packetsUntil(String beginning) {
        List<String> all = new ArrayList<>();
        while (all.stream().noneMatch(packet -> packet.startsWith(beginning))) {
            all.addAll(packets());
        }
        return all;
    }

    /** Sends packets in one request. */
    public RawConnection.Response post(String... packets) {
        String body = String.join(SEPARATOR, packets);
        return RawConnection.post(server, target(), body, headers);
    }
}
