package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.RegisterAgent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.view.SwarmOverview;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A swarm of another coordinator is found by its name, and leaves no trace here. */
class MountedSwarmTest {

    private static final String MOUNTED = "mounted";
    private static final RegisterAgent REGISTER = new RegisterAgent("agent1", null, null, List.of(), null);

    private final CoordinatorHarness service =
            new CoordinatorHarness.Builder().autoCreate().build();
    private final CoordinatorHarness other = new CoordinatorHarness();

    @BeforeEach
    void mount() {
        other.coordinator.create(MOUNTED).join();
        service.coordinator.mount(MOUNTED, other.coordinator);
    }

    @AfterEach
    void close() {
        service.close();
        other.close();
    }

    @Test
    void commandsAndReadsGoToTheOtherCoordinator() {
        service.coordinator.submit(MOUNTED, REGISTER).join();

        assertThat(service.coordinator.state(MOUNTED).join())
                .isSameAs(other.coordinator.state(MOUNTED).join());
        assertThat(other.published.entries(MOUNTED)).hasSize(1);
    }

    @Test
    void nothingOfItIsHere() {
        service.coordinator.submit(MOUNTED, REGISTER).join();

        assertThat(service.coordinator.overviews().join())
                .extracting(SwarmOverview::swarm)
                .containsExactly(SwarmCoordinator.DEFAULT_SWARM);
        assertThat(service.store.swarms().toCompletableFuture().join()).doesNotContain(MOUNTED);
        assertThat(service.published.entries(MOUNTED)).isEmpty();
        assertThat(service.coordinator.isLoaded(MOUNTED)).isFalse();
    }

    @Test
    void otherSwarmsAreFoundAsBefore() {
        service.given(REGISTER);

        assertThat(service.state().agents()).hasSize(1);
        assertThat(other.state().agents()).isEmpty();
    }

    @Test
    void nameLeadsNowhereAfterwards() {
        service.coordinator.unmount();

        assertThat(CoordinatorHarness.rejection(service.coordinator.state(MOUNTED)))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }
}
