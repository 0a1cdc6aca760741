package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Replica;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the packaged service takes from its start to its first answer, with a long log that was not closed. */
@Tag("stress")
class RecoveryIT {

    private static final int AGENTS = Scale.of(1_000, 10_000);
    private static final int EVENTS = Scale.of(50_000, 1_000_000);
    private static final int TOGETHER = 1_000;

    /** Times the cost of a start without a log. To read all of this one would cost more. */
    private static final int MOST = 3;

    @TempDir
    Path directory;

    @Test
    void longLogIsServedWithinSecondsOfACrash() throws IOException {
        Path left = directory.resolve("left");
        fill(directory.resolve("full"), left);
        Duration usual = costOfAStartWithoutALog();

        long start = System.nanoTime();
        try (ServiceProcess service = ServiceProcess.on(left, "swarmbot.retention.events=" + 2 * EVENTS)) {
            Duration listening = Duration.ofNanos(System.nanoTime() - start);
            Rest rest = Rest.of(service.server(), SwarmCoordinator.DEFAULT_SWARM);
            String snapshot = rest.snapshotText();
            Duration answered = Duration.ofNanos(System.nanoTime() - start);

            Duration cost = service.processorTime();

            System.out.printf(
                    "%,d events, %,d agents: listening after %d ms, first snapshot after %d ms, of which %d ms computing;"
                            + " %d ms without a log%n",
                    EVENTS, AGENTS, listening.toMillis(), answered.toMillis(), cost.toMillis(), usual.toMillis());
            // Of the processor's time, because other tests may be busy, and beside another start on this machine.
            assertThat(cost).isLessThan(usual.multipliedBy(MOST));
            assertThat(snapshot).contains("\"cursor\":\"" + rest.cursor() + "\"");
            assertThat(StreamClient.seq(rest.cursor())).isEqualTo(EVENTS);
            assertThat(rest.snapshot().path("agents")).hasSize(AGENTS);
        }
    }

    private Duration costOfAStartWithoutALog() throws IOException {
        try (ServiceProcess service = ServiceProcess.on(directory.resolve("empty"))) {
            Rest.of(service.server(), SwarmCoordinator.DEFAULT_SWARM).snapshotText();
            return service.processorTime();
        }
    }

    private static void fill(Path directory, Path left) throws IOException {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.FSYNC, 2 * EVENTS, Optional.empty());
        try (SwarmStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs());
                Replica replica = new Replica(store)) {
            give(
                    replica.coordinator(),
                    AGENTS,
                    n -> new RegisterAgent(
                            "agent" + n,
                            "Agent " + n,
                            "worker",
                            List.of("count_words"),
                            new Json("{\"zone\":" + n % 7 + "}")));
            give(
                    replica.coordinator(),
                    EVENTS - AGENTS,
                    n -> new UpdateAgentStatus(
                            "agent" + n % AGENTS,
                            n % 2 == 0 ? AgentStatus.BUSY : AgentStatus.PROCESSING,
                            new Json("{\"step\":\"reading\",\"n\":" + n + "}")));
            // The files are left as a killed process leaves them.
            Files.createDirectories(left);
            for (String file : List.of("swarmbot.db", "swarmbot.db-wal", "swarmbot.lock")) {
                Files.copy(directory.resolve(file), left.resolve(file));
            }
        }
    }

    private static void give(SwarmCoordinator coordinator, int count, IntFunction<Command> command) {
        for (int done = 0; done < count; done += TOGETHER) {
            CompletableFuture<?>[] answers = new CompletableFuture<?>[Math.min(TOGETHER, count - done)];
            for (int n = 0; n < answers.length; n++) {
                answers[n] = coordinator.submit(SwarmCoordinator.DEFAULT_SWARM, command.apply(done + n));
            }
            CompletableFuture.allOf(answers).join();
        }
    }
}
