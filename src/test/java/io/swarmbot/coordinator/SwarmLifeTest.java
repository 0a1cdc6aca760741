package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Claim;
import io.swarmbot.command.Outcome;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.SwarmOverview;
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
    void defaultSwarmIsAlwaysThere() {
        assertThat(swarm.state().cursor().seq()).isZero();
        assertThat(join(swarm.coordinator.create(SWARM))).isFalse();
        assertThat(rejection(swarm.coordinator.delete(SWARM))).isEqualTo(ErrorCode.SWARM_PROTECTED);
    }

    @Test
    void missingSwarmIsUnknown() {
        assertThat(rejection(swarm.coordinator.state("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.view("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.submit("missing", register("a"))))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.delete("missing"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        assertThat(rejection(swarm.coordinator.stateAt("missing", new Cursor("e", 0), SOON)))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void createdSwarmIsThereAndListedInOrder() {
        assertThat(rejection(swarm.coordinator.state("b"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);

        boolean isMade = join(swarm.coordinator.create("b"));

        assertThat(isMade).isTrue();
        join(swarm.coordinator.create("a"));
        join(swarm.coordinator.submit("b", register("agent1")));
        List<SwarmOverview> swarms = join(swarm.coordinator.overviews());
        assertThat(swarms).extracting(SwarmOverview::swarm).containsExactly("a", "b", SWARM);
        assertThat(swarms.get(1).agents()).isEqualTo(1);
        assertThat(swarm.state().agents()).isEmpty();
    }

    @Test
    void firstCommandCreatesASwarmIfThatIsConfigured() {
        use(new Builder().autoCreate());

        List<CompletableFuture<Outcome.Committed>> answers = Stream.of("a", "b", "c")
                .map(agent -> swarm.coordinator.submit("new", register(agent)))
                .toList();

        answers.forEach(answer -> assertThat(answer).isCompleted());
        assertThat(join(swarm.coordinator.state("new")).agents()).hasSize(3);
        assertThat(rejection(swarm.coordinator.submit("not one", register("a"))))
                .isEqualTo(ErrorCode.BAD_IDENTIFIER);
        assertThat(rejection(swarm.coordinator.state("other"))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void swarmsAreLimitedInNumber() {
        use(new Builder().autoCreate().maxSwarms(2));
        join(swarm.coordinator.create("a"));

        assertThat(rejection(swarm.coordinator.create("b"))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(rejection(swarm.coordinator.submit("b", register("x")))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(join(swarm.coordinator.create("a"))).isFalse();
        join(swarm.coordinator.delete("a"));
        assertThat(join(swarm.coordinator.create("b"))).isTrue();
    }

    @Test
    void commandsThatWaitForADeletedSwarmAreAnsweredUnknownSwarm() {
        join(swarm.coordinator.create("gone"));
        join(swarm.coordinator.submit("gone", register("agent1")));
        CompletableFuture<Outcome.Committed> claim = swarm.coordinator.submit("gone", new Claim("agent1", PATIENCE));
        Held<AppendResult> append = swarm.store.holdAppend();
        CompletableFuture<Outcome.Committed> underWay = swarm.coordinator.submit("gone", register("agent2"));
        CompletableFuture<Outcome.Committed> queued = swarm.coordinator.submit("gone", register("agent3"));
        append.awaitCall();

        join(swarm.coordinator.delete("gone"));

        append.release();
        for (CompletableFuture<Outcome.Committed> answer : List.of(claim, underWay, queued)) {
            assertThat(rejection(answer)).isEqualTo(ErrorCode.UNKNOWN_SWARM);
        }
        assertThat(swarm.published.of(SwarmDeleted.class))
                .extracting(SwarmDeleted::swarm)
                .containsExactly("gone");
        assertThat(swarm.published.entries("gone")).hasSize(1);
        assertThat(rejection(swarm.coordinator.submit("gone", register("a")))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void swarmThatIsCreatedAgainBeginsAnew() {
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
    void swarmIsFoundAgainIfItsDeletionWasNotTold() {
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
    void stateAtReachedCursorIsThereAtOnce() {
        swarm.given(submit("t1"));

        CompletableFuture<SwarmState> state = swarm.coordinator.stateAt(SWARM, swarm.log.head(), SOON);

        assertThat(state).isCompletedWithValue(swarm.state());
    }

    @Test
    void stateAtCursorWaitsForAnAppendUnderWay() {
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
    void stateAtCursorOfAnotherReplicaIsReadFromTheStore() {
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
    void stateAtCursorThatDoesNotComeIsBehind() {
        use(new Builder().manualTime());
        swarm.given(submit("t1"));

        CompletableFuture<SwarmState> state =
                swarm.coordinator.stateAt(SWARM, swarm.log.head().plus(1), SOON);

        assertThat(state).isNotDone();
        swarm.passes(SOON);
        assertThat(rejection(state)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void cursorOfAnEarlierEpochIsServedAsFarAsThatEpochLeads() {
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
    void cursorOfANewEpochIsWaitedFor() {
        use(new Builder().manualTime());
        swarm.given(submit("t1"));
        Cursor next = new Cursor("later", 2);
        swarm.store.onRead(really -> CompletableFuture.completedStage(new Gap(GapReason.UNKNOWN, next)));

        CompletableFuture<SwarmState> state = swarm.coordinator.stateAt(SWARM, next, SOON);

        assertThat(state).isNotDone();
        swarm.passes(SOON);
        assertThat(rejection(state)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void cursorThatIsLostWhileItIsWaitedForIsCursorLost() {
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
    void cursorIsNotCalledLostWhileTheStoreIsAway() {
        swarm.store.onRead(really -> CompletableFuture.failedStage(unavailable()));

        assertThat(rejection(swarm.coordinator.stateAt(SWARM, new Cursor("earlier", 0), SOON)))
                .isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void defaultSwarmIsThereEvenIfTheStoreWasAwayAtTheStart() {
        swarm.store.isAway = true;
        join(swarm.log.store.delete(SWARM));
        swarm.coordinator.start();

        assertThat(rejection(swarm.coordinator.state(SWARM))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        swarm.store.isAway = false;

        assertThat(swarm.state().cursor()).isEqualTo(swarm.log.head());
    }

    @Test
    void storeThatIsAwayIsAnsweredStoreUnavailable() {
        swarm.store.onLoad(really -> CompletableFuture.failedStage(unavailable()));
        assertThat(rejection(swarm.coordinator.state(SWARM))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(swarm.state().cursor().seq()).isZero();

        swarm.store.isAway = true;

        assertThat(rejection(swarm.coordinator.create("b"))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.coordinator.delete("b"))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.coordinator.overviews())).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void swarmWithRowsOfALaterVersionIsLoadedWithoutThem() {
        EntityRow unknown = new EntityRow("later", "any", 1, new byte[] {'{', '}'});
        Cursor head = swarm.log.head();
        swarm.store.onLoad(
                really -> CompletableFuture.completedStage(Optional.of(new SwarmImage(head, List.of(unknown)))));

        CompletableFuture<SwarmState> state = swarm.coordinator.state(SWARM);

        assertThat(state).isCompletedWithValueMatching(loaded -> loaded.cursor().equals(head));
    }
}
