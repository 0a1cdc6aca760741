package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.testing.RedisProcess;
import io.swarmbot.webhook.SimulatedReplicas.Replica;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replicas send what a few swarms log, in any order of steps: they are killed in the middle of a request, hints of the
 * store are lost, requests take any time up to their limit, and answers get lost. Their clocks agree.
 */
@Tag("stress-only")
class WebhookSimulationTest {

    private static final List<String> SWARMS = List.of("default", "swarm1", "swarm2");

    /** Ends a step. Its process does nothing more, because nobody runs it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private record Taken(String id, Replica by) {}

    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        for (int n = opened.size() - 1; n >= 0; n--) {
            opened.get(n).close();
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void oneReplicaSendsAtATimeAndNothingIsMissedInMemory(long seed) {
        SwarmStore store = open(new MemoryStore(100_000, 1 << 28));
        new Run(Seeds.random("oneReplicaSendsAtATimeAndNothingIsMissedInMemory", seed), List.of(store))
                .all(Scale.of(4_000, 100_000));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void oneReplicaSendsAtATimeAndNothingIsMissedInTheEmbeddedStore(long seed) {
        SwarmStore store = open(EmbeddedStore.open(
                new EmbeddedSettings(directory.resolve("" + seed), Durability.OS, 100_000, Optional.empty()),
                Clock.systemUTC(),
                new Epochs()));
        new Run(Seeds.random("oneReplicaSendsAtATimeAndNothingIsMissedInTheEmbeddedStore", seed), List.of(store))
                .all(Scale.of(2_000, 20_000));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void oneReplicaSendsAtATimeAndNothingIsMissedInRedis(long seed) {
        RedisProcess redis = RedisProcess.with();
        opened.add(redis);
        RedisStores stores = new RedisStores(redis.port());
        opened.add(stores);
        RedisSettings settings = RedisStores.settings(RedisStores.newPrefix(), 100_000);
        List<SwarmStore> ofReplicas = List.of(open(stores.open(settings)), open(stores.open(settings)));
        new Run(Seeds.random("oneReplicaSendsAtATimeAndNothingIsMissedInRedis", seed), ofReplicas)
                .all(Scale.of(2_000, 20_000));
    }

    private SwarmStore open(SwarmStore store) {
        opened.add(store);
        return store;
    }

    private static final class Run implements Receiver {

        private final Random random;
        private final List<SwarmStore> stores;
        private final SimulatedReplicas replicas;
        private final Map<String, LogDriver> logs = new HashMap<>();
        private final List<Webhook> webhooks = List.of(SimulatedReplicas.webhook("hook", Set.of()));

        /** The requests that are under way: by swarm, the moment of their limit. */
        private final Map<String, Long> open = new HashMap<>();

        private final List<Replica> running = new ArrayList<>();
        private final List<Taken> taken = new ArrayList<>();
        /** Taken by the receiver, but the sender could not know. */
        private final Set<String> unanswered = new HashSet<>();

        private final List<String> twice = new ArrayList<>();

        private boolean isCalm;

        Run(Random random, List<SwarmStore> stores) {
            this.random = random;
            this.stores = stores;
            this.replicas = new SimulatedReplicas(random);
        }

        void all(int steps) {
            for (String swarm : SWARMS) {
                logs.put(swarm, LogDriver.in(stores.get(0), swarm));
            }
            for (int n = 0; n < 3; n++) {
                startOne();
            }
            for (int n = 0; n < steps; n++) {
                step();
            }
            isCalm = true;
            for (int n = 0; n < 60 && !isAllTaken(); n++) {
                replicas.alive.forEach(Replica::pass);
                calm();
            }
            assertThat(twice)
                    .as("sent while another request for their swarm was under way")
                    .isEmpty();
            assertThat(taken).hasSizeGreaterThan(100);
            SWARMS.forEach(this::assertDelivered);
        }

        private void calm() {
            for (int n = 0; n < 20; n++) {
                replicas.advance(Duration.ofSeconds(1));
                replicas.alive.forEach(replica -> runAll(replica));
            }
        }

        private void runAll(Replica replica) {
            while (runOne(replica)) {
                // Until none is left.
            }
        }

        private void startOne() {
            SwarmStore store = stores.get(random.nextInt(stores.size()));
            replicas.start(store, webhooks, this).pass();
        }

        private void step() {
            int dice = random.nextInt(100);
            Replica any = replicas.alive.get(random.nextInt(replicas.alive.size()));
            if (dice < 12) {
                append();
            } else if (dice < 60) {
                runOne(any);
            } else if (dice < 95) {
                advance(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 12_000 : 900)));
            } else if (dice < 97) {
                any.pass();
            } else if (dice < 98 && replicas.alive.size() > 1 && !running.contains(any)) {
                replicas.kill(any);
                startOne();
            }
        }

        private void append() {
            LogDriver log = logs.get(SWARMS.get(random.nextInt(SWARMS.size())));
            log.append(1 + random.nextInt(3));
            Replica writer = replicas.alive.get(random.nextInt(replicas.alive.size()));
            for (Replica replica : replicas.alive) {
                if (random.nextInt(10) > 0) {
                    replica.hear(log.swarm, replica == writer);
                }
            }
        }

        /** Time passes, but no request takes longer than its limit. */
        private void advance(Duration time) {
            long most = open.values().stream()
                    .mapToLong(limit -> limit - replicas.ticker.nanos())
                    .min()
                    .orElse(Long.MAX_VALUE);
            replicas.advance(Duration.ofNanos(Math.min(time.toNanos(), most)));
        }

        private boolean runOne(Replica replica) {
            running.add(replica);
            try {
                return replica.runOne(random);
            } finally {
                running.remove(running.size() - 1);
            }
        }

        private Killed kill(Replica replica) {
            if (replicas.alive.contains(replica)) {
                replicas.kill(replica);
                startOne();
            }
            return new Killed();
        }

        @Override
        public Answer send(HttpRequest request) throws IOException {
            Replica sender = running.get(running.size() - 1);
            String id = request.headers().firstValue("webhook-id").orElseThrow();
            String swarm = id.substring(0, id.indexOf('/'));
            long limit = replicas.ticker.nanos() + SimulatedReplicas.TIMEOUT.toNanos();
            if (open.put(swarm, limit) != null) {
                // Not thrown here: a delivery takes whatever a request throws for a failure.
                twice.add(id);
            }
            try {
                if (isCalm) {
                    taken.add(new Taken(id, sender));
                    return answer(204);
                }
                for (int n = random.nextInt(open.size() < 3 ? 12 : 1); n > 0; n--) {
                    step();
                }
                if (!replicas.alive.contains(sender)) {
                    throw new Killed();
                }
                int dice = random.nextInt(100);
                if (dice < 70) {
                    taken.add(new Taken(id, sender));
                    if (dice < 3) {
                        throw kill(sender);
                    }
                    return answer(204);
                }
                if (dice < 75) {
                    taken.add(new Taken(id, sender));
                    unanswered.add(id);
                    throw new IOException("the answer is lost");
                }
                if (dice < 77) {
                    throw kill(sender);
                }
                return answer(503);
            } finally {
                open.remove(swarm);
            }
        }

        private static Answer answer(int status) {
            return new Answer(status, Optional.empty(), Optional.empty());
        }

        private List<String> written(String swarm) {
            List<LogEntry> entries = logs.get(swarm).entriesAfter(new Cursor(epoch(swarm), 0));
            return entries.stream().map(entry -> swarm + "/" + entry.cursor()).toList();
        }

        private String epoch(String swarm) {
            return logs.get(swarm).head().epoch();
        }

        private List<Taken> takenOf(String swarm) {
            return taken.stream()
                    .filter(each -> each.id().startsWith(swarm + "/"))
                    .toList();
        }

        private boolean isAllTaken() {
            return SWARMS.stream()
                    .allMatch(swarm -> takenOf(swarm).stream()
                            .map(Taken::id)
                            .distinct()
                            .toList()
                            .equals(written(swarm)));
        }

        private void assertDelivered(String swarm) {
            List<Taken> all = takenOf(swarm);
            assertThat(all.stream().map(Taken::id).distinct())
                    .as("first deliveries of %s, in order", swarm)
                    .containsExactlyElementsOf(written(swarm));
            Set<Taken> once = new HashSet<>();
            List<Taken> repeated = all.stream().filter(each -> !once.add(each)).toList();
            assertThat(repeated)
                    .as("repeats of %s by the process that had an answer", swarm)
                    .allMatch(each -> unanswered.contains(each.id()));
        }
    }
}
