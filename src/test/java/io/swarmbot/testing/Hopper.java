package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Follows a swarm from a cursor, and is cut off again and again: it goes on by its cursor at whichever replica, over
 * whichever transport. Keeps every event that it saw, in the order in which it did.
 */
public final class Hopper {

    private final List<URI> servers;
    private final String swarm;
    private final Random random;
    private final List<JsonNode> events = new ArrayList<>();
    private String cursor;
    private int hops;
    private int resets;

    public Hopper(List<URI> servers, String swarm, String cursor, long seed) {
        this.servers = servers;
        this.swarm = swarm;
        this.cursor = cursor;
        this.random = new Random(seed);
    }

    public List<JsonNode> events() {
        return events;
    }

    public int hops() {
        return hops;
    }

    public int resets() {
        return resets;
    }

    /** Hops until {@code isOver} and the last cursor was reached, which is asked for then. */
    public CompletableFuture<Void> follow(BooleanSupplier isOver, java.util.function.Supplier<String> last) {
        return CompletableFuture.runAsync(
                () -> {
                    while (true) {
                        boolean isLast = isOver.getAsBoolean();
                        if (isLast && StreamClient.seq(cursor) >= StreamClient.seq(last.get())) {
                            return;
                        }
                        hop();
                    }
                },
                work -> {
                    Thread thread = new Thread(work, "hopper");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    private void hop() {
        URI server = servers.get(random.nextInt(servers.size()));
        int enough = 1 + random.nextInt(150);
        hops++;
        try (StreamClient client = open(server)) {
            try {
                client.await("enough", message -> StreamClient.typeOf(message).equals("reset")
                        || (StreamClient.isEvent(message) && client.events().size() >= enough)
                        || random.nextInt(100) == 0);
            } catch (AssertionError ended) {
                // It was killed, or nothing more comes: what came is as good as ever.
            }
            for (JsonNode message : client.messages()) {
                if (StreamClient.typeOf(message).equals("reset")) {
                    resets++;
                } else if (StreamClient.isEvent(message)) {
                    events.add(message);
                    cursor = StreamClient.cursorOf(message);
                }
            }
        } catch (UncheckedIOException | AssertionError nobodyThere) {
            Thread.onSpinWait();
        }
    }

    private StreamClient open(URI server) {
        String query = "after=" + cursor;
        return switch (random.nextInt(4)) {
            case 0 -> LiveClient.open(server, swarm, query);
            case 1 -> LiveClient.open(server, swarm, query, LiveClient.BATCH);
            case 2 -> EventStreamClient.open(server, swarm, query);
            default -> PollClient.open(server, swarm, query, "1s", 1 + random.nextInt(100));
        };
    }
}
