package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Follows a swarm from a cursor, and is cut off again and again. Each time it resumes by its cursor, at any replica and
 * over any transport. Keeps every event in the order in which it came.
 */
public final class Hopper {

    private static final int MOST_LOOKS = 100;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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

    /** Hops until {@code isOver} is true; then asks for the last cursor, and hops until that is reached. */
    public CompletableFuture<Void> follow(BooleanSupplier isOver, Supplier<String> last) {
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
            // A short wait: the replica may be dead, or there may be no more events.
            for (int n = 0; n < MOST_LOOKS && client.messages().size() < enough; n++) {
                LockSupport.parkNanos(LOOK_NANOS);
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
            case 0 -> WebSocketClient.open(server, swarm, query);
            case 1 -> WebSocketClient.open(server, swarm, query, WebSocketClient.BATCH);
            case 2 -> EventStreamClient.open(server, swarm, query);
            default -> PollClient.open(server, swarm, query, "1s", 1 + random.nextInt(100));
        };
    }
}
