package io.swarmbot.coordinator;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Scene;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What 3,000 swarms (in the stress profile) cost in memory, loaded and unloaded. Prints the heap after garbage
 * collection.
 */
@Tag("stress-only")
class UnloadedSwarmsTest {

    private static final int SWARMS = Scale.of(200, 3_000);
    private static final int TASKS = 50;
    private static final int UNLOAD_AFTER = 600;

    @TempDir
    Path directory;

    @Test
    void unloadedSwarmsTakeASmallPartOfTheMemoryThatTheyTookLoaded() {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.OS, 100_000, Optional.empty());
        try (SwarmStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs());
                CoordinatorHarness replica = new Builder()
                        .replica("one", store)
                        .maxSwarms(SWARMS + 1)
                        .manualTime()
                        .unloadAfter(Duration.ofSeconds(UNLOAD_AFTER))
                        .build()) {
            replica.passes(1);
            long empty = usedBytes();
            List<Command> commands = new ArrayList<>();
            commands.add(Scene.register("agent1"));
            for (int n = 0; n < TASKS; n++) {
                commands.add(Scene.submit("task" + n));
            }
            for (int n = 0; n < SWARMS; n++) {
                join(replica.coordinator.create("swarm" + n));
                join(replica.coordinator.submitAll("swarm" + n, commands, Giver.ANYBODY));
                forgetRecords(replica);
            }
            long loaded = usedBytes() - empty;

            replica.passes(UNLOAD_AFTER + 110);
            await().until(() -> {
                replica.passes(1);
                return replica.coordinator.loadedSwarms() == 0;
            });

            forgetRecords(replica);
            long unloaded = usedBytes() - empty;
            System.out.printf(
                    "%d swarms with %d tasks: %.1f MB loaded, %.1f MB unloaded; %d and %d bytes each%n",
                    SWARMS, TASKS, loaded / 1e6, unloaded / 1e6, loaded / SWARMS, unloaded / SWARMS);
            assertThat(unloaded).isLessThan(loaded / 10);
            assertThat(join(replica.coordinator.overviews())).hasSize(SWARMS + 1);
        }
    }

    /** What the harness keeps for assertions would fill the heap. */
    private static void forgetRecords(CoordinatorHarness replica) {
        replica.published.clear();
        replica.store.sent().clear();
    }

    private static long usedBytes() {
        long used = Long.MAX_VALUE;
        for (int n = 0; n < 5; n++) {
            System.gc();
            used = Math.min(
                    used,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
