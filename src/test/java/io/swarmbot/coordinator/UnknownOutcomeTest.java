package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.outcomeUnknown;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Claim;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Scene;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that did not say what became of a batch is sent the same batch until it does; and nothing else meanwhile. */
class UnknownOutcomeTest {

    private final CoordinatorHarness swarm = new CoordinatorHarness();
    private Held<AppendResult> first;
    private Held<AppendResult> second;
    private CompletableFuture<Outcome.Committed> answer;
    private CompletableFuture<Outcome.Committed> waiting;

    @BeforeEach
    void giveACommandOfWhichTheOutcomeIsUnknown() {
        swarm.given(register("agent1", "java"));
        waiting = swarm.submit(new Claim("agent1", Duration.ofSeconds(20)));
        first = swarm.store.holdAppend();
        second = swarm.store.holdAppend();
        answer = swarm.submit(Scene.submitRequiring("t1", "python"));
        first.awaitCall();
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private List<Append> sentSinceThen() {
        return swarm.store.sent().subList(1, swarm.store.sent().size());
    }

    /** Lets the store answer, and returns once commands are taken again. */
    private void settleWith(Held<AppendResult> append) {
        append.awaitCall().release();
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> swarm.submit(heartbeat("agent1"))
                        .handle((done, failure) -> !Rejections.in(failure)
                                .map(Rejection::code)
                                .equals(Optional.of(ErrorCode.STORE_UNAVAILABLE)))
                        .join());
    }

    @Test
    void batchThatWasWrittenIsDoneOnce() {
        first.carryOut();
        first.fail(outcomeUnknown());

        settleWith(second);

        assertThat(rejection(answer)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(sentSinceThen()).hasSize(2).containsOnly(sentSinceThen().get(0));
        assertThat(swarm.state().task("t1")).isPresent();
        assertThat(swarm.log.head().seq()).isEqualTo(2);
        swarm.assertPublishedTheLog();
    }

    @Test
    void batchThatWasNotWrittenIsDoneByTheSecondAttempt() {
        first.fail(outcomeUnknown());

        settleWith(second);

        assertThat(rejection(answer)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(swarm.state().task("t1")).isPresent();
        swarm.assertPublishedTheLog();
    }

    @Test
    void openOutcomeHidesItsEventsAndRefusesCommands() {
        CompletableFuture<Outcome.Committed> next = swarm.submit(submit("t2"));
        first.carryOut();

        first.fail(outcomeUnknown());

        second.awaitCall();
        assertThat(rejection(next)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(waiting)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.submit(submit("t3")))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(swarm.submit(claim("agent1")))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(swarm.state().task("t1")).isEmpty();
        assertThat(swarm.published.groups(SWARM)).hasSize(1);
        settleWith(second);
        swarm.given(submit("t3"));
        assertThat(swarm.state().task("t2")).isEmpty();
        swarm.assertPublishedTheLog();
    }

    @Test
    void openOutcomeIsNotSettledByARefusal() {
        Held<AppendResult> third = swarm.store.holdAppend();
        Held<AppendResult> fourth = swarm.store.holdAppend();
        first.fail(outcomeUnknown());
        second.awaitCall().fail(outcomeUnknown());

        third.awaitCall().fail(unavailable());

        fourth.awaitCall();
        assertThat(rejection(swarm.submit(submit("t2")))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        // The store was only slow with the first.
        first.carryOut();
        settleWith(fourth);
        assertThat(sentSinceThen()).hasSize(4).containsOnly(sentSinceThen().get(0));
        swarm.given(submit("t2"));
        assertThat(LogEntries.seqs(swarm.published.entries(SWARM))).containsExactly(1L, 2L, 3L);
        assertThat(swarm.published.groups(SWARM)).allMatch(GroupCommitted::local);
        swarm.assertPublishedTheLog();
    }

    @Test
    void batchIsNotDoneIfAnotherReplicaWasFaster() {
        swarm.log.append(new Append("other", swarm.log.head(), List.of(foreign()), List.of()));
        first.fail(outcomeUnknown());

        settleWith(second);

        assertThat(swarm.state().task("t1")).isEmpty();
        assertThat(swarm.state().cursor()).isEqualTo(swarm.log.head());
        swarm.given(submit("t2"));
        swarm.assertPublishedTheLog();
    }

    /** The agent, as another replica changed it. */
    private LogEntry foreign() {
        Decision decision =
                Decision.of(swarm.state(), Scene.status("agent1", AgentStatus.WAITING), swarm.clock.instant());
        return swarm.codec.encode(decision.events().get(0), "replica2");
    }

    @Test
    void openOutcomeOfADeletedSwarmIsSettled() {
        join(swarm.log.store.delete(SWARM));
        first.fail(outcomeUnknown());

        settleWith(second);

        assertThat(rejection(answer)).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        swarm.given(submit("t2"));
        assertThat(swarm.state().cursor()).isEqualTo(swarm.log.head());
        assertThat(swarm.state().openTasks()).isEqualTo(1);
    }

    @Test
    void openOutcomeIsToldIfItTakesLongAndWhenItIsOver() {
        first.fail(outcomeUnknown());
        second.awaitCall();
        assertThat(swarm.coordinator.staleSince(SWARM)).isEmpty();

        swarm.passes(Duration.ofSeconds(1));

        assertThat(swarm.coordinator.staleSince(SWARM)).isPresent();
        swarm.lookAtStore();
        swarm.lookAtStore();
        assertThat(availability(false)).isEqualTo(1);
        settleWith(second);
        assertThat(swarm.coordinator.staleSince(SWARM)).isEmpty();
        swarm.lookAtStore();
        swarm.lookAtStore();
        assertThat(availability(true)).isEqualTo(1);
        assertThat(availability(false)).isEqualTo(1);
    }

    private long availability(boolean isAvailable) {
        return swarm.published.all().stream()
                .filter(notice -> notice instanceof StoreAvailability store
                        && SWARM.equals(store.swarm())
                        && store.isAvailable() == isAvailable)
                .count();
    }

    @Test
    void agentThatCouldNotBeHeardIsNotSilent() {
        first.fail(outcomeUnknown());
        second.awaitCall();
        for (int n = 0; n < 10; n++) {
            swarm.passes(12);
            assertThat(rejection(swarm.submit(heartbeat("agent1")))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        }

        second.release();

        await().until(() -> swarm.state().task("t1").isPresent());
        swarm.passes(20);
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
    }
}
