package io.swarmbot.swarm;

import static io.swarmbot.swarm.CoordinatorHarness.unavailable;
import static io.swarmbot.swarm.Scene.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever watches a swarm is told that the store does not answer, and that it does again; once. */
class StoreWatchTest {

    private final CoordinatorHarness swarm = new CoordinatorHarness();

    @AfterEach
    void close() {
        swarm.close();
    }

    private void failChecks(int count) {
        for (int n = 0; n < count; n++) {
            swarm.store.onCheck(really -> CompletableFuture.failedStage(unavailable()));
        }
    }

    private Boolean[] told() {
        return swarm.published.of(StoreAvailability.class).stream()
                .map(StoreAvailability::isAvailable)
                .toArray(Boolean[]::new);
    }

    @Test
    void anOutageIsToldOnceAndSoIsItsEnd() {
        failChecks(6);

        await().until(() ->
                swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isPresent());
        await().until(() ->
                swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isEmpty());

        assertThat(told()).containsExactly(false, true);
    }

    @Test
    void aFailureThatIsOverAtOnceIsNoOutage() {
        failChecks(1);
        CompletableFuture<Void> later = new CompletableFuture<>();
        swarm.store.onCheck(really -> {
            later.complete(null);
            return really.get();
        });

        await().until(later::isDone);

        assertThat(told()).isEmpty();
        assertThat(swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM)).isEmpty();
    }

    @Test
    void nobodyIsLostBecauseTheStoreWasAway() {
        swarm.given(register("agent1"));
        failChecks(6);
        await().until(() ->
                swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isPresent());

        swarm.passes(100);
        await().until(() ->
                swarm.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isEmpty());
        swarm.passes(20);

        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(20);
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.STALE);
    }
}
