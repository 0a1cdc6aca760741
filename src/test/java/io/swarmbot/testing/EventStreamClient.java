package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Follows a swarm by server-sent events, read by the rules of the HTML standard (9.2.6), and keeps the ids. */
public final class EventStreamClient extends Inbox {

    private static final String INBOX = "/api/v1/inbox/events";

    private final RawConnection connection;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * The lines between two empty lines.
     *
     * @param id null if the block has none
     * @param event null if the block is a comment
     */
    public record Block(String id, String event, String data) {}

    private EventStreamClient(RawConnection connection) {
        this.connection = connection.withoutTimeout();
    }

    /** @param query the text behind the question mark; may be empty */
    public static EventStreamClient open(URI server, String swarm, String query, String... headers) {
        EventStreamClient client = openAt(server, target(swarm, query), headers);
        client.await("connected");
        return client;
    }

    /**
     * Opens the stream of the inbox.
     *
     * @param query the text behind the question mark; may be empty
     */
    public static EventStreamClient openInbox(URI server, String query, String... headers) {
        EventStreamClient client = openAt(server, withQuery(INBOX, query), headers);
        client.await("begin");
        return client;
    }

    private static EventStreamClient openAt(URI server, String target, String... headers) {
        RawConnection connection = RawConnection.to(server);
        send(connection, target, headers);
        RawConnection.Response head = connection.receiveHead();
        if (head.status() != 200 || !head.header("Content-Type").startsWith("text/event-stream")) {
            throw new AssertionError("no event stream but " + head);
        }
        EventStreamClient client = new EventStreamClient(connection);
        Thread reader = new Thread(() -> client.read(head), "event-stream-client");
        reader.setDaemon(true);
        reader.start();
        return client;
    }

    /** Connects again as a client that was cut off does. */
    public static EventStreamClient resume(URI server, String swarm, String query, String lastEventId) {
        return open(server, swarm, query, "Last-Event-ID", lastEventId);
    }

    /** The answer to a request for a stream that is refused. */
    public static RawConnection.Response refused(URI server, String swarm, String query, String... headers) {
        return refusedAt(server, target(swarm, query), headers);
    }

    /** The answer to a request for the stream of the inbox that is refused. */
    public static RawConnection.Response refusedInbox(URI server, String query, String... headers) {
        return refusedAt(server, withQuery(INBOX, query), headers);
    }

    private static RawConnection.Response refusedAt(URI server, String target, String... headers) {
        try (RawConnection connection = RawConnection.to(server)) {
            send(connection, target, headers);
            return connection.receive();
        }
    }

    public List<Block> blocks() {
        synchronized (blocks) {
            return List.copyOf(blocks);
        }
    }

    @Override
    public void closeHard() {
        readOn();
        connection.reset();
    }

    private static void send(RawConnection connection, String target, String... headers) {
        List<String> all = new ArrayList<>(List.of("Accept", "text/event-stream"));
        all.addAll(List.of(headers));
        connection.request("GET", target, all.toArray(String[]::new));
    }

    private static String target(String swarm, String query) {
        return withQuery("/api/v1/swarms/" + swarm + "/events", query);
    }

    private static String withQuery(String path, String query) {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private void read(RawConnection.Response head) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(connection.body(head), UTF_8));
            String id = null;
            String event = null;
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    holdWhileStopped();
                    dispatch(new Block(id, event, data.toString()));
                    id = null;
                    event = null;
                    data.setLength(0);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line, 6, line.length());
                } else if (!line.startsWith(":") && !line.matches("retry: \\d+")) {
                    throw new AssertionError("not a line of an event stream: " + line);
                }
            }
            ended();
        } catch (IOException e) {
            ended();
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failed(e);
        }
    }

    private void dispatch(Block block) {
        synchronized (blocks) {
            blocks.add(block);
        }
        if (block.event() == null) {
            if (block.id() != null) {
                throw new AssertionError("some clients do not take an id without data: " + block);
            }
            return;
        }
        JsonNode message = JsonText.parse(block.data());
        // In the envelope of CloudEvents a type has a prefix; the name of the event has none.
        if (!StreamClient.typeOf(message).replaceFirst("^io\\.swarmbot\\.", "").equals(block.event())) {
            throw new AssertionError("event and type differ: " + block);
        }
        take(message, block.id());
    }
}
