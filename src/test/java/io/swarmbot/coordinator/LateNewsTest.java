package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.ErrorCode;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A swarm was deleted, and one of the same name was made. News of the deletion that come late end nothing. */
class LateNewsTest {

    private static final String NAME = "again";

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness other =
            new Builder().replica("other", shared).manualTime().build();
    private final CoordinatorHarness late =
            new Builder().replica("late", shared).manualTime().build();

    @BeforeEach
    void makeSwarm() {
        join(other.coordinator.create(NAME));
        join(other.coordinator.submit(NAME, register("agent1")));
    }

    @AfterEach
    void close() {
        other.close();
        late.close();
    }

    private void makeItAgain() {
        late.store.isTailSilent = true;
        join(other.coordinator.delete(NAME));
        join(other.coordinator.create(NAME));
        join(other.coordinator.submit(NAME, submit("t1")));
        late.store.isTailSilent = false;
    }

    private static long deletions(CoordinatorHarness replica) {
        return replica.published.of(SwarmDeleted.class).size();
    }

    @Test
    void swarmThatWasLoadedAfterItWasMadeAgainLivesOn() {
        makeItAgain();
        SwarmView view = join(late.coordinator.watch(NAME));

        late.store.tell(NAME, null);

        assertThat(deletions(late)).isZero();
        join(late.coordinator.submit(NAME, register("agent2")));
        assertThat(view.state().agent("agent2")).isPresent();
        view.release();
    }

    @Test
    void swarmThatWasLoadedBeforeBeginsAnewWithTheOneThatIsThere() {
        SwarmView view = join(late.coordinator.watch(NAME));
        makeItAgain();

        late.store.tell(NAME, null);

        assertThat(deletions(late)).isZero();
        assertThat(late.published.of(SwarmReset.class)).hasSize(1);
        assertThat(view.state().agent("agent1")).isEmpty();
        assertThat(view.state().task("t1")).isPresent();
        view.release();
    }

    @Test
    void swarmThatIsReallyGoneEnds() {
        SwarmView view = join(late.coordinator.watch(NAME));

        join(other.coordinator.delete(NAME));

        assertThat(late.published.of(SwarmDeleted.class)).containsExactly(new SwarmDeleted(NAME, view));
        assertThat(rejection(late.coordinator.state(NAME))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    /** The log was asked before the swarm was made again, and its answer comes after that. */
    @Test
    void answerThatIsOlderThanTheNewSwarmEndsOnlyTheOldOne() {
        SwarmView old = join(late.coordinator.watch(NAME));
        late.store.isTailSilent = true;
        join(other.coordinator.delete(NAME));
        Held<ReadResult> read = new Held<>();
        late.store.onRead(read);
        late.store.tell(NAME, null);
        read.awaitCall();
        CompletableFuture<?> answer = CompletableFuture.supplyAsync(() -> {
            read.release();
            return true;
        });
        join(answer);
        assertThat(late.published.of(SwarmDeleted.class)).containsExactly(new SwarmDeleted(NAME, old));

        join(other.coordinator.create(NAME));
        SwarmView next = join(late.coordinator.watch(NAME));
        late.store.tell(NAME, null);

        assertThat(next).isNotSameAs(old);
        assertThat(deletions(late)).isEqualTo(1);
        next.release();
    }

    @Test
    void endThatCannotBeFoundOutNowIsFoundOutLater() {
        join(late.coordinator.watch(NAME));
        late.store.onRead(really -> CompletableFuture.failedStage(CoordinatorHarness.unavailable()));

        join(other.coordinator.delete(NAME));
        assertThat(deletions(late)).isZero();
        late.passes(1);

        assertThat(deletions(late)).isEqualTo(1);
    }

    @Test
    void headsThatAreOlderThanTheNewSwarmEndNothing() {
        late.store.shared = new SharedHeads(shared) {

            @Override
            public CompletableFuture<Map<String, io.swarmbot.store.Cursor>> heads(java.util.Collection<String> swarms) {
                return CompletableFuture.completedFuture(
                        Map.of(CoordinatorHarness.SWARM, late.state().cursor()));
            }
        };
        makeItAgain();
        SwarmView view = join(late.coordinator.watch(NAME));

        late.lookAtStore();

        assertThat(deletions(late)).isZero();
        assertThat(view.state().task("t1")).isPresent();
        view.release();
    }

    /** Deletions, new swarms, commands and news that come late or twice, in any order. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void replicaAgreesWithTheStoreHoweverLateTheNewsAre(long seed) {
        Random random = Seeds.random("replicaAgreesWithTheStoreHoweverLateTheNewsAre", seed);
        boolean isThere = true;
        for (int n = 0; n < 2_000; n++) {
            late.store.isTailSilent = random.nextBoolean();
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (isThere) {
                        join(other.coordinator.delete(NAME));
                        isThere = false;
                    }
                }
                case 1 -> {
                    join(other.coordinator.create(NAME));
                    isThere = true;
                }
                case 2 -> late.store.tell(NAME, null);
                case 3 -> late.coordinator.state(NAME);
                default -> {
                    if (isThere) {
                        join(other.coordinator.submit(NAME, submit(null)));
                    }
                }
            }
        }
        late.store.isTailSilent = false;
        late.store.tell(NAME, null);
        if (!isThere) {
            assertThat(rejection(late.coordinator.state(NAME))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
            return;
        }
        await().untilAsserted(
                        () -> assertThat(join(late.coordinator.state(NAME)).cursor())
                                .isEqualTo(join(other.coordinator.state(NAME)).cursor()));
    }
}
