package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.Liveness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever watches a swarm is told that the store does not answer, and that it does again; once. */
class StoreWatchTest {

    private final CoordinatorHarness swarm =
            new CoordinatorHarness.Builder().manualTime().build();
    private boolean isAway;

    @AfterEach
    void close() {
        swarm.close();
    }

    /** Lets the store be away until {@link #isAway} is false. */
    private void loseStore() {
        isAway = true;
        failNextCheck();
    }

    private void failNextCheck() {
        swarm.store.onCheck(really -> {
            if (!isAway) {
                return really.get();
            }
            failNextCheck();
            return CompletableFuture.failedStage(unavailable());
        });
    }

    private boolean isStale() {
        return swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isPresent();
    }

    private Boolean[] told() {
        return swarm.published.of(StoreAvailability.class).stream()
                .map(StoreAvailability::isAvailable)
                .toArray(Boolean[]::new);
    }

    @Test
    void outageIsToldOnceAndSoIsItsEnd() {
        loseStore();

        swarm.lookAtStore();
        swarm.passes(Duration.ofMillis(249));
        assertThat(isStale()).isFalse();
        swarm.passes(Duration.ofMillis(101));
        assertThat(isStale()).isTrue();
        swarm.passes(10);
        isAway = false;
        swarm.passes(Duration.ofSeconds(2));

        assertThat(isStale()).isFalse();
        assertThat(told()).containsExactly(false, true);
    }

    @Test
    void failureThatIsOverAtOnceIsNoOutage() {
        loseStore();
        swarm.lookAtStore();
        isAway = false;
        CompletableFuture<Void> later = new CompletableFuture<>();
        swarm.store.onCheck(really -> {
            later.complete(null);
            return really.get();
        });

        swarm.passes(Duration.ofMillis(50));
        swarm.lookAtStore();

        assertThat(later).isDone();
        assertThat(told()).isEmpty();
        assertThat(swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM)).isEmpty();
    }

    @Test
    void agentIsNotLostBecauseTheStoreWasAway() {
        swarm.given(register("agent1"));
        loseStore();
        swarm.lookAtStore();
        swarm.passes(Duration.ofMillis(300));
        assertThat(isStale()).isTrue();

        swarm.passes(100);
        isAway = false;
        swarm.passes(Duration.ofSeconds(2));
        assertThat(isStale()).isFalse();
        swarm.passes(20);

        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(20);
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.STALE);
    }
}
