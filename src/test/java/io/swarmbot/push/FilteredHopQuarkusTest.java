package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.EventType;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.NothingIsDue;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.RandomWriters;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever wants a part of the log sees exactly that part, however often it is cut off and whichever way it comes back.
 */
@QuarkusTest
@Tag("stress-only")
@TestProfile(NothingIsDue.class)
class FilteredHopQuarkusTest {

    private static final int FOLLOWERS = 6;
    private static final int STEPS = Scale.of(5, 10);
    /** How long a hop may last: there may be nothing for it to see. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    SwarmStore store;

    private final AtomicInteger hops = new AtomicInteger();
    private Rest rest;

    /** @param head the log's head when it opened its last stream, which it followed up to there at least */
    private record Follower(Filter filter, String start, List<String> seen, String head) {}

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void hopsWithAFilterSeeTheFilteredLogOnceAndInOrder(long seed) {
        Random random = Seeds.random("hopsWithAFilterSeeTheFilteredLogOnceAndInOrder", seed);
        rest = Rest.inNewSwarm(server);
        AtomicBoolean isOver = new AtomicBoolean();
        List<CompletableFuture<Follower>> followers = new ArrayList<>();
        try (RandomWriters writers = new RandomWriters(coordinator, rest.swarm(), seed)) {
            writers.allow(500);
            // Tasks whose names can be asked for.
            Patience.await().until(() -> rest.snapshot().get("tasks").size() > 20);
            for (int n = 0; n < FOLLOWERS; n++) {
                Filter filter = filter(random);
                Random choices = new Random(seed + n);
                followers.add(CompletableFuture.supplyAsync(
                        () -> follow(filter, choices, isOver), work -> new Thread(work, "follower").start()));
            }
            for (int step = 1; step <= STEPS; step++) {
                writers.allow(150);
                int due = step * FOLLOWERS;
                Patience.await().until(() -> hops.get() >= due);
            }
            writers.awaitQuiet();
        }
        isOver.set(true);

        int seen = 0;
        for (CompletableFuture<Follower> each : followers) {
            Follower follower = each.join();
            assertThat(follower.seen()).as("%s", follower.filter()).isEqualTo(logOf(follower));
            seen += follower.seen().size();
        }
        assertThat(seen).isGreaterThan(FOLLOWERS);
    }

    private Filter filter(Random random) {
        Set<String> types = new HashSet<>();
        for (EventType type : EventType.ofSwarms()) {
            if (random.nextInt(3) == 0) {
                types.add(type.wireName());
            }
        }
        Set<String> agents = new HashSet<>();
        rest.snapshot().get("agents").forEach(agent -> add(agents, agent, random.nextInt(2) == 0));
        Set<String> tasks = new HashSet<>();
        rest.snapshot().get("tasks").forEach(task -> add(tasks, task, tasks.size() < 64 && random.nextInt(2) == 0));
        return switch (random.nextInt(4)) {
            case 0 -> new Filter(types, Set.of(), Set.of());
            case 1 -> new Filter(Set.of(), agents, Set.of());
            case 2 -> new Filter(Set.of(), Set.of(), tasks);
            default -> new Filter(types, agents, Set.of());
        };
    }

    private static void add(Set<String> ids, JsonNode entity, boolean isChosen) {
        if (isChosen) {
            ids.add(entity.get("id").textValue());
        }
    }

    private Follower follow(Filter filter, Random random, AtomicBoolean isOver) {
        String start = rest.cursor();
        String cursor = start;
        List<String> seen = new ArrayList<>();
        while (true) {
            boolean isLast = isOver.get();
            String head = rest.cursor();
            StreamClient client = open(random.nextInt(5), cursor, filter);
            if (isLast) {
                client.awaitCursor(head);
            } else {
                awaitSome(client, 1 + random.nextInt(60), head);
            }
            client.closeHard();
            hops.incrementAndGet();
            for (JsonNode message : client.messages()) {
                assertThat(StreamClient.typeOf(message)).isNotEqualTo("reset");
                cursor = StreamClient.cursorOf(message);
                if (StreamClient.isEvent(message)) {
                    seen.add(cursor);
                }
            }
            if (isLast) {
                return new Follower(filter, start, seen, head);
            }
        }
    }

    private static void awaitSome(StreamClient client, int enough, String head) {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        Patience.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> client.events().size() >= enough
                        || StreamClient.seq(client.lastCursor()) >= StreamClient.seq(head)
                        || System.nanoTime() > patience);
    }

    private StreamClient open(int transport, String cursor, Filter filter) {
        String query = "after=" + cursor + parameter("types", filter.types()) + parameter("agent", filter.agents())
                + parameter("task", filter.tasks());
        return switch (transport) {
            case 0 -> WebSocketClient.open(server, rest.swarm(), query);
            case 1 -> WebSocketClient.open(server, rest.swarm(), query, WebSocketClient.BATCH);
            case 2 -> EventStreamClient.open(server, rest.swarm(), query);
            case 3 -> EventStreamClient.resume(server, rest.swarm(), query, cursor);
            default -> PollClient.open(server, rest.swarm(), query, "200ms", 100);
        };
    }

    private static String parameter(String name, Set<String> values) {
        return values.isEmpty() ? "" : "&" + name + "=" + String.join(",", values);
    }

    /** The filtered log up to where the follower was. A task that is retried may add to the log after that. */
    private List<String> logOf(Follower follower) {
        List<String> seen = follower.seen();
        long end = Math.max(
                StreamClient.seq(follower.head()), seen.isEmpty() ? 0 : StreamClient.seq(seen.get(seen.size() - 1)));
        Cursor start = Cursor.parse(follower.start()).orElseThrow();
        Page log = (Page) LogDriver.join(store.read(rest.swarm(), start, LogDriver.EVERYTHING));
        return log.entries().stream()
                .filter(follower.filter().and(entry -> entry.seq() <= end))
                .map(LogEntry::cursor)
                .map(Cursor::toString)
                .toList();
    }
}
