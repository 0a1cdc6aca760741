package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.TokenCommand;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.view.SwarmOverview;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log of tokens is in the store like a swarm, and nobody takes it for one. */
class RegistryLogTest {

    private static final AccessToken TOKEN = new AccessToken(
            "aaaaaaaa",
            "ann",
            TokenKind.TOKEN,
            "0123456789abcdef".repeat(4),
            Grants.ALL,
            Instant.EPOCH,
            null,
            "root",
            null,
            null);

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness one = new CoordinatorHarness.Builder()
            .replica("one", shared)
            .threads(2)
            .maxSwarms(2)
            .metricsEvery(Duration.ofMillis(1))
            .build();
    private final CoordinatorHarness two =
            new CoordinatorHarness.Builder().replica("two", shared).threads(2).build();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void registryIsInNoListAndNoLimitAndNobodyIsToldWhatHappensInIt() {
        one.coordinator
                .submit(SwarmCoordinator.REGISTRY, new TokenCommand.Make(TOKEN))
                .join();
        one.given(register("a"));
        one.coordinator.create("second").join();

        for (CoordinatorHarness replica : java.util.List.of(one, two)) {
            replica.coordinator.sweep();
            assertThat(replica.coordinator.overviews().join())
                    .extracting(SwarmOverview::swarm)
                    .containsExactly(SwarmCoordinator.DEFAULT_SWARM, "second");
            assertThat(replica.published.groups(SwarmCoordinator.REGISTRY)).isEmpty();
        }
        await().untilAsserted(
                        () -> assertThat(one.published.of(RegistryMoved.class)).contains(new RegistryMoved(false)));
    }

    /** Only the default swarm and the registry are: others end. */
    @Test
    void registryIsMadeAgainIfTheStoreLostIt() {
        one.coordinator
                .submit(SwarmCoordinator.REGISTRY, new TokenCommand.Make(TOKEN))
                .join();
        SwarmView view = one.coordinator.watch(SwarmCoordinator.REGISTRY).join();

        shared.delete(SwarmCoordinator.REGISTRY).toCompletableFuture().join();

        await().untilAsserted(() -> assertThat(view.state().tokens().all()).isEmpty());
        assertThat(one.published.of(RegistryMoved.class)).contains(new RegistryMoved(true));
        assertThat(one.published.of(SwarmDeleted.class)).isEmpty();
        one.coordinator
                .submit(SwarmCoordinator.REGISTRY, new TokenCommand.Make(TOKEN))
                .join();
    }
}
