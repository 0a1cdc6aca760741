package io.swarmbot.store.embedded;

import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.command.Scene;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.CoordinatorHarness;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk under the embedded store is an outage, for longer than agents may be silent. */
class FullDiskTest {

    @TempDir
    Path directory;

    @Test
    void fullDiskIsAnOutageInWhichNobodyIsLost() {
        try (StoreOnDisk store = StoreOnDisk.in(directory);
                CoordinatorHarness swarm = new CoordinatorHarness.Builder()
                        .replica("one", store.store)
                        .manualTime()
                        .build()) {
            swarm.given(register("agent1"), register("agent2"));
            store.disk.leave(0);
            UpdateAgentStatus big = new UpdateAgentStatus("agent1", AgentStatus.BUSY, Scene.jsonOf(4_000));
            assertThatThrownBy(() -> {
                        while (true) {
                            swarm.given(big, new UpdateAgentStatus("agent1", AgentStatus.IDLE, null));
                        }
                    })
                    .hasStackTraceContaining("nothing was done");

            await().until(() -> {
                look(swarm);
                return isStale(swarm);
            });
            for (int n = 0; n < 12; n++) {
                swarm.submit(heartbeat("agent1"));
                swarm.submit(big);
                swarm.passes(10);
            }
            store.disk.makeRoom();

            await().until(() -> {
                look(swarm);
                return !isStale(swarm);
            });
            swarm.given(heartbeat("agent2"), big);
            swarm.passes(20);
            assertThat(swarm.state().agents()).extracting(Agent::liveness).containsOnly(Liveness.LIVE);
            assertThat(swarm.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.BUSY);
        }
    }

    private static void look(CoordinatorHarness swarm) {
        swarm.lookAtStore();
        swarm.passes(Duration.ofMillis(300));
    }

    private static boolean isStale(CoordinatorHarness swarm) {
        return swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isPresent();
    }
}
