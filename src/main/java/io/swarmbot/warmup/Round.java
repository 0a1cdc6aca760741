package io.swarmbot.warmup;

import io.swarmbot.http.CursorHeader;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.warmup.LoopbackConnection.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What clients do, once: they connect over each transport and follow, give commands over each door, poll, load the
 * snapshot and leave. Each round begins with an empty swarm and ends without one, so that all rounds are equal.
 *
 * <p>Thread-safety: confined to the thread of the warm-up.
 */
final class Round {

    /** Requests that are under way together: a client that comes meanwhile waits for no more than these. */
    private static final int TOGETHER = 8;

    private static final List<String> FILTERS =
            List.of("", "", "", "?types=agent_status_changed", "?agent=agent1", "?snapshot=true", "?max_rate=1000", "");

    private static final int CROWDS = 2;
    private static final int UPDATES = 2;
    private static final String BATCH = "Sec-WebSocket-Protocol: swarmbot.batch.v1\r\n";
    private static final String STREAM = "Accept: text/event-stream\r\n";
    private static final String AGENT = "{\"agent_id\":\"agent1\"";

    private final PrivateSwarm swarm;
    private final int port;
    private final Pace pace;
    private final TransportSwitch transports;
    private final String path;
    /** Those that are open. */
    private final List<LoopbackConnection> open = new ArrayList<>();
    /** Makes each status another one. */
    private long number;

    /** What one of several clients does. */
    private interface Step {

        void take(LoopbackConnection connection) throws IOException;
    }

    Round(PrivateSwarm swarm, int port, Pace pace, TransportSwitch transports) {
        this.swarm = swarm;
        this.port = port;
        this.pace = pace;
        this.transports = transports;
        this.path = "/api/v1/swarms/" + swarm.name();
    }

    /** Does it all. */
    void run() throws IOException {
        swarm.create();
        try {
            List<LoopbackConnection> clients = connect(TOGETHER);
            String place = cursorOf(ask(clients.get(0), "PUT", "/agents/agent1", "{\"capabilities\":[\"work\"]}"));
            List<LoopbackConnection> sockets = transports.useWebsocket() ? openSockets() : List.of();
            List<LoopbackConnection> streams = transports.useSse() ? openStreams() : List.of();
            giveCommands(clients);
            together(sockets, socket -> socket.sendText(statusCommand()), LoopbackConnection::receiveFrames);
            together(streams, stream -> {}, LoopbackConnection::receiveSome);
            poll(clients, place);
            snapshot(clients.get(0));
            together(sockets, LoopbackConnection::sendClose, LoopbackConnection::receiveClose);
            swarm.delete();
            // The service ends these: a client that leaves a stream counts as a request that was reset.
            together(streams, stream -> {}, LoopbackConnection::receiveAll);
        } finally {
            for (LoopbackConnection each : open) {
                each.close();
            }
            open.clear();
        }
    }

    /** Lets all clients begin something, then lets all of them wait for its end. */
    private void together(List<LoopbackConnection> clients, Step begin, Step end) throws IOException {
        pace.awaitTurn();
        for (LoopbackConnection client : clients) {
            begin.take(client);
        }
        for (LoopbackConnection client : clients) {
            end.take(client);
        }
    }

    private List<LoopbackConnection> connect(int count) throws IOException {
        List<LoopbackConnection> connections = new ArrayList<>(count);
        for (int n = 0; n < count; n++) {
            LoopbackConnection connection = new LoopbackConnection(port);
            open.add(connection);
            connections.add(connection);
        }
        return connections;
    }

    private List<LoopbackConnection> openSockets() throws IOException {
        List<LoopbackConnection> all = new ArrayList<>();
        for (int crowd = 0; crowd < CROWDS; crowd++) {
            String protocol = crowd == 0 ? "" : BATCH;
            List<LoopbackConnection> sockets = connect(FILTERS.size());
            together(
                    sockets,
                    socket -> socket.sendUpgrade(path + "/live" + FILTERS.get(sockets.indexOf(socket)), protocol),
                    socket -> {
                        socket.receiveHead();
                        socket.receiveFrames();
                    });
            all.addAll(sockets);
        }
        return all;
    }

    private List<LoopbackConnection> openStreams() throws IOException {
        List<LoopbackConnection> streams = connect(FILTERS.size());
        together(
                streams,
                stream -> stream.send("GET", path + "/events" + FILTERS.get(streams.indexOf(stream)), STREAM, ""),
                stream -> {
                    stream.receiveHead();
                    stream.receiveSome();
                });
        return streams;
    }

    private void giveCommands(List<LoopbackConnection> clients) throws IOException {
        for (int n = 0; n < UPDATES; n++) {
            each(clients, "PUT", client -> "/agents/agent1/status", client -> "{" + nextStatus() + "}");
        }
        each(
                clients,
                "POST",
                client -> "/tasks",
                client -> "{\"id\":\"task" + client + "\",\"type\":\"work\",\"requirements\":[\"work\"]}");
        each(clients, "POST", client -> "/agents/agent1/claim", client -> "");
        each(clients, "POST", client -> "/tasks/task" + client + "/start", client -> AGENT + "}");
        each(clients, "POST", client -> "/tasks/task" + client + "/progress", client -> AGENT + ",\"progress\":50}");
        each(clients, "POST", client -> "/agents/agent1/heartbeat", client -> "{}");
        each(
                clients,
                "POST",
                client -> "/tasks/task" + client + "/complete",
                client -> AGENT + ",\"result\":{\"n\":1}}");
        each(clients, "POST", client -> "/commands", client -> "[" + statusCommand() + "," + statusCommand() + "]");
    }

    /** Lets each client send a request, made from its number. */
    private void each(
            List<LoopbackConnection> clients, String method, IntFunction<String> target, IntFunction<String> body)
            throws IOException {
        together(
                clients,
                client -> {
                    int index = clients.indexOf(client);
                    client.send(method, path + target.apply(index), "", body.apply(index));
                },
                LoopbackConnection::receive);
    }

    private String nextStatus() {
        return "\"status\":\"busy\",\"details\":{\"n\":" + ++number + "}";
    }

    private String statusCommand() {
        return "{\"type\":\"update_agent_status\",\"agent_id\":\"agent1\"," + nextStatus() + "}";
    }

    private Answer ask(LoopbackConnection client, String method, String target, String body) throws IOException {
        pace.awaitTurn();
        client.send(method, path + target, "", body);
        return client.receive();
    }

    private void poll(List<LoopbackConnection> clients, String place) throws IOException {
        String now = cursorOf(ask(clients.get(0), "GET", "/events?after=" + place, ""));
        List<LoopbackConnection> waiting = clients.subList(1, clients.size());
        pace.awaitTurn();
        for (LoopbackConnection client : waiting) {
            client.send("GET", path + "/events?wait=2s&after=" + now, "", "");
        }
        ask(clients.get(0), "PUT", "/agents/agent1/status", "{" + nextStatus() + "}");
        for (LoopbackConnection client : waiting) {
            client.receive();
        }
    }

    private void snapshot(LoopbackConnection client) throws IOException {
        Answer snapshot = ask(client, "GET", "", "");
        pace.awaitTurn();
        client.send("GET", path, "If-None-Match: " + snapshot.field("ETag").orElse("*") + "\r\n", "");
        client.receive();
        ask(client, "GET", "/agents", "");
    }

    private static String cursorOf(Answer answer) throws IOException {
        return answer.field(CursorHeader.NAME).orElseThrow(() -> new IOException("no cursor in " + answer.head()));
    }
}
