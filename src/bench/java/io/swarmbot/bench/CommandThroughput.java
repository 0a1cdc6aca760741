package io.swarmbot.bench;

import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Replica;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * How many commands a second one process takes, and how long a commit is, without a network: clients that each give a
 * batch of commands, wait for all of its answers and give the next. All commands are status updates with details that
 * change, of agents in turn, in one swarm or spread over several.
 *
 * <p>Arguments: {@code kind inFlight batch agents swarms seconds}; without any, the table of the documentation:
 *
 * <pre>./mvnw -q -Pbench test-compile exec:exec -Dbench=io.swarmbot.bench.CommandThroughput</pre>
 */
public final class CommandThroughput {

    private static final int RETAINED = 100_000;
    private static final int WARM_UP_SECONDS = 5;

    /**
     * What is measured.
     *
     * @param kind memory, embedded, embedded-os, or where a Redis is, such as redis://127.0.0.1:6379
     * @param inFlight clients at a time
     * @param batch commands that one of them gives together
     */
    private record Case(String kind, int inFlight, int batch, int agents, int swarms, int seconds) {

        static Case of(String... words) {
            return new Case(
                    words[0],
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]));
        }
    }

    private final Case measured;
    private final TimedStore store;
    private final Replica replica;
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final Latencies answers = new Latencies();
    private volatile boolean isOver;

    private CommandThroughput(Case measured, SwarmStore store) {
        this.measured = measured;
        this.store = new TimedStore(store);
        this.replica = new Replica(this.store);
    }

    public static void main(String[] words) throws Exception {
        List<Case> cases = words.length > 0
                ? List.of(Case.of(words))
                : Stream.of("memory", "embedded")
                        .flatMap(kind -> Stream.of(
                                new Case(kind, 1, 1, 100, 1, 10),
                                new Case(kind, 256, 1, 100, 1, 10),
                                new Case(kind, 256, 1, 1_000, 1, 10),
                                new Case(kind, 8, 100, 100, 1, 10),
                                new Case(kind, 8, 100, 1_000, 1, 10),
                                new Case(kind, 8, 100, 1_000, 8, 10)))
                        .toList();
        for (Case next : cases) {
            Path directory = Files.createTempDirectory(Path.of("target"), "bench");
            try (SwarmStore store = open(next.kind(), directory)) {
                new CommandThroughput(next, store).run();
            } finally {
                delete(directory);
            }
        }
        System.exit(0);
    }

    private static SwarmStore open(String kind, Path directory) {
        return switch (kind) {
            case "memory" -> new MemoryStore(RETAINED, 256 << 20);
            case "embedded" -> embedded(directory, Durability.FSYNC);
            case "embedded-os" -> embedded(directory, Durability.OS);
            default -> redis(kind);
        };
    }

    private static SwarmStore redis(String server) {
        Vertx vertx = Vertx.vertx();
        Duration patience = Duration.ofSeconds(2);
        return RedisStore.open(
                Redis.createClient(vertx, server),
                vertx,
                new RedisSettings("bench" + new Epochs().next(), patience, RETAINED, null, 0, false, patience));
    }

    private static SwarmStore embedded(Path directory, Durability durability) {
        return EmbeddedStore.open(
                new EmbeddedSettings(directory, durability, RETAINED, Optional.empty()),
                Clock.systemUTC(),
                new Epochs());
    }

    private void run() throws InterruptedException {
        for (int swarm = 0; swarm < measured.swarms(); swarm++) {
            for (int agent = 0; agent < measured.agents(); agent++) {
                replica.coordinator()
                        .submit("swarm" + swarm, new RegisterAgent("agent" + agent, null, null, List.of(), null))
                        .join();
            }
        }
        for (int client = 0; client < measured.inFlight(); client++) {
            running.incrementAndGet();
            String swarm = "swarm" + client % measured.swarms();
            replica.threads().execute(() -> give(swarm));
        }
        Thread.sleep(WARM_UP_SECONDS * 1_000L);
        store.appends().clear();
        answers.clear();
        long before = answered.get();
        long start = System.nanoTime();
        Thread.sleep(measured.seconds() * 1_000L);
        double seconds = (System.nanoTime() - start) / 1e9;
        long commands = answered.get() - before;
        int commits = store.appends().count();
        System.out.printf(
                Locale.ROOT,
                "%-11s %3d x %3d, %4d agents, %d swarms: %,9.0f commands/s, %,6.0f appends/s of %.0f; append %s; answer %s%n",
                measured.kind(),
                measured.inFlight(),
                measured.batch(),
                measured.agents(),
                measured.swarms(),
                commands / seconds,
                commits / seconds,
                commits == 0 ? 0.0 : (double) commands / commits,
                store.appends().summary(),
                answers.summary());
        isOver = true;
        while (running.get() > 0) {
            Thread.sleep(10);
        }
        replica.close();
    }

    /** Gives a batch, and the next one once it is answered. */
    private void give(String swarm) {
        if (isOver) {
            running.decrementAndGet();
            return;
        }
        long start = System.nanoTime();
        AtomicInteger left = new AtomicInteger(measured.batch());
        for (int n = 0; n < measured.batch(); n++) {
            long number = given.incrementAndGet();
            CompletableFuture<?> answer = replica.coordinator()
                    .submit(
                            swarm,
                            new UpdateAgentStatus(
                                    "agent" + number % measured.agents(),
                                    number % 2 == 0 ? AgentStatus.BUSY : AgentStatus.PROCESSING,
                                    new Json("{\"step\":\"reading\",\"n\":" + number + "}")));
            answer.whenComplete((result, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException("refused", failure);
                }
                if (left.decrementAndGet() == 0) {
                    answered.addAndGet(measured.batch());
                    answers.add(System.nanoTime() - start);
                    give(swarm);
                }
            });
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
