package io.swarmbot.swarm;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.swarm.CoordinatorHarness.SWARM;
import static io.swarmbot.swarm.CoordinatorHarness.rejection;
import static io.swarmbot.swarm.CoordinatorHarness.unavailable;
import static io.swarmbot.swarm.Scene.register;
import static io.swarmbot.swarm.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.CoordinatorHarness.Builder;
import io.swarmbot.swarm.ScriptedStore.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How swarms come, go, and are read at a cursor. */
class SwarmLifeTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private CoordinatorHarness swarm = new CoordinatorHarness();

    @AfterEach
    void close() {
        swarm.close();
    }

    private void use(Builder other) {
        swarm.close();
        swarm = other.build();
    }

    @Test
    void theDefaultSwarmIsAlwaysThere() {
        assertThat(swarm.state().cursor().seq()).isZero();
        assertThat(join(swarm.coordinator.create(SWARM))).isFalse();
        assertThat(rejection(swarm.coordinator.delete(SWARM))).isEqualTo(ErrorCode.SWARM_PROTECTED);
    }

    @Test
    void aSwarmThatIsNotThereIsUnknown() {
        assertThat(rejection(swarm.coordinator.state("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.view("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.submit("missing", register("a"))))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.delete("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.stateAt("missing", new Cursor("e", 0), SOON)))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void aSwarmThatIsMadeIsThereAndListedInOrder() {
        assertThat(rejection(swarm.coordinator.state("b"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);

        boolean isMade = join(swarm.coordinator.create("b"));

        assertThat(isMade).isTrue();
        join(swarm.coordinator.create("a"));
        join(swarm.coordinator.submit("b", register("agent1")));
        List<SwarmState> states = join(swarm.coordinator.states());
        assertThat(states).extracting(SwarmState::swarm).containsExactly("a", "b", SWARM);
        assertThat(states.get(1).agents()).hasSize(1);
        assertThat(swarm.state().agents()).isEmpty();
    }

    @Test
    void theFirstCommandMakesASwarmWhereThatIsWanted() {
        use(new Builder().autoCreate());

        List<CompletableFuture<Answer>> answers = Stream.of("a", "b", "c")
                .map(agent -> swarm.coordinator.submit("new", register(agent)))
                .toList();

        answers.forEach(answer -> assertThat(answer).isCompleted());
        assertThat(join(swarm.coordinator.state("new")).agents()).hasSize(3);
        assertThat(rejection(swarm.coordinator.submit("not one", register("a"))))
                .isEqualTo(ErrorCode.BAD_IDENTIFIER);
        assertThat(rejection(swarm.coordinator.state("other"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void thereAreNotMoreSwarmsThanThereMayBe() {
        use(new Builder().autoCreate().maxSwarms(2));
        join(swarm.coordinator.create("a"));

        assertThat(rejection(swarm.coordinator.create("b"))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(rejection(swarm.coordinator.submit("b", register("x")))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(join(swarm.coordinator.create("a"))).isFalse();
        join(swarm.coordinator.delete("a"));
        assertThat(join(swarm.coordinator.create("b"))).isTrue();
    }

    @Test
    void whatWaitsForADeletedSwarmIsToldSo() {
        join(swarm.coordinator.create("gone"));
        join(swarm.coordinator.submit("gone", register("agent1")));
        CompletableFuture<Answer> claim = swarm.coordinator.submit("gone", new Claim("agent1", PATIENCE));
        Held<AppendResult> append = swarm.store.holdAppend();
        CompletableFuture<Answer> underWay = swarm.coordinator.submit("gone", register("agent2"));
        CompletableFuture<Answer> queued = swarm.coordinator.submit("gone", register("agent3"));
        append.awaitCall();

        join(swarm.coordinator.delete("gone"));

        append.release();
        for (CompletableFuture<Answer> answer : List.of(claim, underWay, queued)) {
            assertThat(rejection(answer)).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        }
        assertThat(swarm.published.of(SwarmDeleted.class)).containsExactly(new SwarmDeleted("gone"));
        assertThat(swarm.published.entries("gone")).hasSize(1);
        assertThat(rejection(swarm.coordinator.submit("gone", register("a")))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void aSwarmThatIsMadeAgainBeginsAnew() {
        join(swarm.coordinator.create("again"));
        Cursor old = join(swarm.coordinator.submit("again", register("agent1"))).cursor();
        join(swarm.coordinator.delete("again"));

        join(swarm.coordinator.create("again"));

        SwarmState state = join(swarm.coordinator.state("again"));
        assertThat(state.agents()).isEmpty();
        assertThat(state.cursor().epoch()).isNotEqualTo(old.epoch());
        assertThat(rejection(swarm.coordinator.stateAt("again", old, PATIENCE))).isEqualTo(ErrorCode.CURSOR_LOST);
    }

    @Test
    void aSwarmOfWhichTheEndWasNotToldIsFoundAgainWhenItIsMadeAgain() {
        join(swarm.coordinator.create("again"));
        join(swarm.coordinator.submit("again", register("agent1")));
        swarm.store.isTailSilent = true;
        join(swarm.coordinator.delete("again"));
        assertThat(rejection(swarm.coordinator.submit("again", register("agent2"))))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);

        join(swarm.coordinator.create("again"));

        join(swarm.coordinator.submit("again", register("agent3")));
        assertThat(join(swarm.coordinator.state("again")).agents())
                .extracting(Agent::id)
                .containsExactly("agent3");
    }

    @Test
    void aStateAtACursorThatIsReachedIsThereAtOnce() {
        swarm.given(submit("t1"));

        CompletableFuture<SwarmState> state = swarm.coordinator.stateAt(SWARM, swarm.log.head(), SOON);

        assertThat(state).isCompletedWithValue(swarm.state());
    }

    @Test
    void aStateAtACursorThatIsUnderWayIsWaitedFor() {
        swarm.given(submit("t1"));
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t2"));
        CompletableFuture<SwarmState> state =
                swarm.coordinator.stateAt(SWARM, swarm.log.head().plus(1), PATIENCE);
        assertThat(state).isNotDone();

        append.release();

        assertThat(join(state).task("t2")).isPresent();
    }

    @Test
    void aStateAtACursorThatOthersWroteIsReadFromTheStore() {
        CoordinatorHarness other =
                new Builder().replica("replica2", swarm.log.store).build();
        other.state();
        other.store.isTailSilent = true;
        swarm.given(submit("t1"));

        CompletableFuture<SwarmState> state = other.coordinator.stateAt(SWARM, swarm.log.head(), PATIENCE);

        assertThat(join(state).task("t1")).isPresent();
        other.close();
    }

    @Test
    void aStateAtACursorThatDoesNotComeIsBehind() {
        swarm.given(submit("t1"));

        CompletableFuture<SwarmState> state =
                swarm.coordinator.stateAt(SWARM, swarm.log.head().plus(1), SOON);

        assertThat(state).isNotDone();
        assertThat(rejection(state)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void aCursorOfAnEarlierEpochIsAsGoodAsAnyAsFarAsTheEpochLeads() {
        swarm.given(submit("t1"), submit("t2"));
        Cursor head = swarm.log.head();
        Cursor earlier = new Cursor("earlier", 1);
        swarm.store.onRead(really -> CompletableFuture.completedStage(new Page(List.of(), head)));

        assertThat(swarm.coordinator.stateAt(SWARM, earlier, SOON)).isCompletedWithValue(swarm.state());

        swarm.store.onRead(really -> CompletableFuture.completedStage(new Gap(GapReason.EXPIRED, head)));
        assertThat(swarm.coordinator.stateAt(SWARM, earlier, SOON)).isCompletedWithValue(swarm.state());
        CompletableFuture<SwarmState> lost = swarm.coordinator.stateAt(SWARM, earlier, PATIENCE);
        assertThat(lost).isDone();
        assertThat(rejection(lost)).isEqualTo(ErrorCode.CURSOR_LOST);
    }

    @Test
    void aCursorOfAnEpochThatIsNewHereIsWaitedFor() {
        swarm.given(submit("t1"));
        Cursor next = new Cursor("later", 2);
        swarm.store.onRead(really -> CompletableFuture.completedStage(new Gap(GapReason.UNKNOWN, next)));

        CompletableFuture<SwarmState> state = swarm.coordinator.stateAt(SWARM, next, SOON);

        assertThat(state).isNotDone();
        assertThat(rejection(state)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void aCursorThatIsLostWhileItIsWaitedForIsSaidToBe() {
        swarm.given(submit("t1"));
        CompletableFuture<SwarmState> state =
                swarm.coordinator.stateAt(SWARM, swarm.log.head().plus(1), PATIENCE);
        swarm.store.isTailSilent = true;
        join(swarm.log.store.delete(SWARM));
        join(swarm.log.store.create(SWARM));
        CoordinatorHarness other =
                new Builder().replica("replica2", swarm.log.store).build();
        other.given(submit("a"), submit("b"), submit("c"));

        swarm.given(submit("d"));

        assertThat(rejection(state)).isEqualTo(ErrorCode.CURSOR_LOST);
        other.close();
    }

    @Test
    void whetherACursorIsLostIsNotGuessedWhileTheStoreIsAway() {
        swarm.store.onRead(really -> CompletableFuture.failedStage(unavailable()));

        assertThat(rejection(swarm.coordinator.stateAt(SWARM, new Cursor("earlier", 0), SOON)))
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void theDefaultSwarmIsThereAlsoWhereTheStoreWasAwayAtTheStart() {
        swarm.store.isAway = true;
        join(swarm.log.store.delete(SWARM));
        swarm.coordinator.start();

        assertThat(rejection(swarm.coordinator.state(SWARM))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        swarm.store.isAway = false;

        assertThat(swarm.state().cursor()).isEqualTo(swarm.log.head());
    }

    @Test
    void aStoreThatIsAwayIsSaidToBe() {
        swarm.store.onLoad(really -> CompletableFuture.failedStage(unavailable()));
        assertThat(rejection(swarm.coordinator.state(SWARM))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(swarm.state().cursor().seq()).isZero();

        swarm.store.isAway = true;

        assertThat(rejection(swarm.coordinator.create("b"))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.coordinator.delete("b"))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.coordinator.states())).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void aSwarmThatCannotBeReadIsAnsweredAndTriedAgain() {
        EntityRow damaged = new EntityRow("agent", "agent1", 1, new byte[] {'{', '}'});
        Cursor head = swarm.log.head();
        swarm.store.onLoad(
                really -> CompletableFuture.completedStage(Optional.of(new SwarmImage(head, List.of(damaged)))));

        CompletableFuture<SwarmState> state = swarm.coordinator.state(SWARM);

        assertThat(state).isDone();
        assertThat(rejection(state)).isEqualTo(ErrorCode.INTERNAL);
        assertThat(swarm.state().cursor()).isEqualTo(head);
    }
}
