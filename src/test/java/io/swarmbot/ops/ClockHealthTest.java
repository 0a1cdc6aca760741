package io.swarmbot.ops;

import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.coordinator.CoordinatorHarness;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** A log that is ahead of the clock is said, and takes nothing out of service. */
class ClockHealthTest {

    @Test
    void logThatIsAheadOfTheClockIsSaidAndTheServiceIsUp() {
        try (CoordinatorHarness swarm = new CoordinatorHarness.Builder().build()) {
            ClockHealth health = new ClockHealth(swarm.coordinator);
            swarm.given(submit("t1"));
            swarm.passes(1);
            assertThat(health.call().getData()).isEmpty();

            swarm.clock.advance(Duration.ofHours(-1));
            swarm.passes(1);

            HealthCheckResponse ahead = health.call();
            assertThat(ahead.getStatus()).isEqualTo(Status.UP);
            assertThat(ahead.getData())
                    .contains(Map.of("swarms_ahead", 1L, "furthest", "default", "ahead_ms", 3_598_000L));
        }
    }
}
