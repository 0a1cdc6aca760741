package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica reads what it missed. How fast that was is printed; what is asserted is that it is all there. */
class CatchUpTest {

    private static final int EVENTS = Scale.of(50_000, 100_000);
    private static final int AT_ONCE = 500;
    private static final int AGENTS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private static void write(CoordinatorHarness writer) {
        for (int n = 0; n < AGENTS; n++) {
            writer.given(register("agent" + n));
        }
        for (int from = 0; from < EVENTS; from += AT_ONCE) {
            List<Command> commands = new ArrayList<>();
            for (int n = from; n < from + AT_ONCE; n++) {
                commands.add(new UpdateAgentStatus(
                        "agent" + n % AGENTS, AgentStatus.BUSY, new Json("{\"step\":" + n + ",\"of\":\"the work\"}")));
            }
            join(writer.coordinator.submitAll(SWARM, commands, Giver.ANYBODY));
        }
    }

    /** One replica writes while the other neither hears nor looks. Then that one reads on. */
    private static void assertCatchesUp(String name, SwarmStore forWriter, SwarmStore forReader) {
        try (CoordinatorHarness writer =
                        new Builder().replica("writer", forWriter).threads(2).build();
                CoordinatorHarness reader =
                        new Builder().replica("reader", forReader).build()) {
            reader.state();
            reader.store.isTailSilent = true;
            // The first time only warms the code up.
            write(writer);
            Cursor start = writer.log.head();
            join(reader.coordinator.stateAt(SWARM, start, PATIENCE));
            write(writer);
            Cursor head = writer.log.head();
            assertThat(reader.state().cursor()).isEqualTo(start);

            long begin = System.nanoTime();
            join(reader.coordinator.stateAt(SWARM, head, PATIENCE));
            print(name, head.seq() - start.seq(), System.nanoTime() - begin);

            assertThat(reader.state().cursor()).isEqualTo(head);
            assertThat(List.copyOf(reader.state().agents()))
                    .isEqualTo(List.copyOf(writer.state().agents()));
            reader.assertPublishedTheLog();
        }
    }

    private static void print(String name, long events, long nanos) {
        System.out.printf(
                "catching up, %s: %,d events in %,d ms, %,d events/s%n",
                name, events, nanos / 1_000_000, events * 1_000_000_000L / nanos);
    }

    @Test
    void replicaCatchesUpFromMemory() {
        SwarmStore shared = new MemoryStore(1_000_000, 1 << 30);
        assertCatchesUp("memory", shared, shared);
    }

    @Test
    void replicaCatchesUpFromTheEmbeddedStore() {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.OS, 1_000_000, Optional.empty());
        try (EmbeddedStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs())) {
            assertCatchesUp("embedded", store, store);
        }
    }

    @Test
    void replicaCatchesUpFromRedis() {
        try (RedisProcess redis = RedisProcess.with();
                RedisStores stores = new RedisStores(redis.port())) {
            RedisSettings settings =
                    new RedisSettings("test", Duration.ofSeconds(5), 1_000_000, null, 0, false, Duration.ofMillis(300));
            assertCatchesUp("redis", stores.open(settings), stores.open(settings));
        }
    }

    /** After a restart the state is loaded, and a reader that comes back reads the log behind its cursor. */
    @Test
    void restartedServiceLoadsItsStateAndServesTheWholeLog() {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.OS, 1_000_000, Optional.empty());
        Cursor head;
        try (EmbeddedStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs());
                CoordinatorHarness writer =
                        new Builder().replica("writer", store).threads(2).build()) {
            write(writer);
            head = writer.log.head();
        }
        try (EmbeddedStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs());
                CoordinatorHarness again = new Builder().replica("again", store).build()) {
            long begin = System.nanoTime();
            assertThat(again.state().cursor()).isEqualTo(head);
            long loaded = System.nanoTime();
            assertThat(again.log.entriesAfter(new Cursor(head.epoch(), 0))).hasSize((int) head.seq());
            long read = System.nanoTime();

            System.out.printf("recovery: state loaded in %,d ms%n", (loaded - begin) / 1_000_000);
            print("recovery", head.seq(), read - loaded);
        }
    }

    /** It also reads while the other goes on writing. */
    @Test
    void replicaCatchesUpThoughTheOtherGoesOn() {
        SwarmStore shared = new MemoryStore(1_000_000, 1 << 30);
        try (CoordinatorHarness writer =
                        new Builder().replica("writer", shared).threads(2).build();
                CoordinatorHarness reader =
                        new Builder().replica("reader", shared).threads(2).build()) {
            reader.state();
            reader.store.isTailSilent = true;
            write(writer);
            reader.store.isTailSilent = false;
            write(writer);

            await().atMost(PATIENCE).until(() -> reader.state().cursor().equals(writer.log.head()));
        }
    }
}
