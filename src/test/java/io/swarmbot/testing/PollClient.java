package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.URI;

/** Follows a swarm by polling. Each poll begins at the end of the previous answer. */
public final class PollClient extends Inbox {

    private final RawConnection connection;
    private final String path;
    private final String parameters;
    private volatile boolean isClosed;

    private PollClient(URI server, String swarm, String parameters) {
        this.connection = RawConnection.to(server).withoutTimeout();
        this.path = "/api/v1/swarms/" + swarm + "/events?";
        this.parameters = parameters;
    }

    /**
     * @param query parameters except {@code wait} and {@code limit}; without {@code after} it begins at the head
     * @param wait how long an answer may take, such as {@code 5s}
     * @param limit events in one answer at most
     */
    public static PollClient open(URI server, String swarm, String query, String wait, int limit) {
        StringBuilder rest = new StringBuilder();
        String after = null;
        for (String parameter : query.split("&")) {
            if (parameter.startsWith("after=")) {
                after = parameter.substring("after=".length());
            } else if (!parameter.isEmpty()) {
                rest.append('&').append(parameter);
            }
        }
        PollClient client = new PollClient(server, swarm, rest + "&wait=" + wait + "&limit=" + limit);
        client.reached(after == null ? client.ask("limit=1").path("cursor").asText() : after);
        Thread loop = new Thread(client::run, "poll-client");
        loop.setDaemon(true);
        loop.start();
        return client;
    }

    public static PollClient open(URI server, String swarm, String query) {
        return open(server, swarm, query, "5s", 1_000);
    }

    @Override
    public void closeHard() {
        isClosed = true;
        readOn();
        connection.reset();
    }

    private void run() {
        try {
            while (!isClosed) {
                holdWhileStopped();
                JsonNode answer = ask("after=" + lastCursor() + parameters);
                String cursor = StreamClient.cursorOf(answer);
                if (answer.has("reset")) {
                    ObjectNode reset = answer.get("reset").deepCopy();
                    take(reset.put("type", "reset").put("cursor", cursor), cursor);
                }
                answer.get("events").forEach(event -> take(event, StreamClient.cursorOf(event)));
                reached(cursor);
            }
            ended();
        } catch (UncheckedIOException e) {
            ended();
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failed(e);
        }
    }

    private JsonNode ask(String query) {
        RawConnection.Response response = connection
                .request("GET", path + query, "Accept", "application/json")
                .receive();
        if (response.status() != 200) {
            throw new AssertionError("a poll was answered with " + response);
        }
        return response.json();
    }
}
