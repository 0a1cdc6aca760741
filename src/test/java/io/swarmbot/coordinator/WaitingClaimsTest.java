package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.command.Scene.submitRequiring;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Claim;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.AppendResult;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.testing.Burst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims that find nothing wait in line, and hold up nobody. */
class WaitingClaimsTest {

    private CoordinatorHarness swarm =
            new CoordinatorHarness().given(register("agent1"), register("agent2"), register("agent3"));

    @AfterEach
    void close() {
        swarm.close();
    }

    private CompletableFuture<Outcome.Committed> waits(String agent) {
        CompletableFuture<Outcome.Committed> answer = swarm.submit(new Claim(agent, Duration.ofSeconds(30)));
        assertThat(answer).isNotDone();
        return answer;
    }

    private static void assertGets(CompletableFuture<Outcome.Committed> answer, String agent, String task) {
        Task given = ((Reply.TaskIs) join(answer).reply()).task();
        assertThat(given.id()).isEqualTo(task);
        assertThat(given.isHeldBy(agent)).isTrue();
    }

    @Test
    void waitingClaimGetsTheTaskThatComes() {
        CompletableFuture<Outcome.Committed> waiting = waits("agent1");

        swarm.given(submit("t1"));

        assertGets(waiting, "agent1", "t1");
        assertThat(join(waiting).cursor()).isEqualTo(swarm.log.head());
    }

    @Test
    void claimsAreServedInOrderOfArrival() {
        CompletableFuture<Outcome.Committed> first = waits("agent3");
        CompletableFuture<Outcome.Committed> second = waits("agent1");
        CompletableFuture<Outcome.Committed> third = waits("agent2");

        swarm.given(submit("t1"), submit("t2"));

        assertGets(first, "agent3", "t1");
        assertGets(second, "agent1", "t2");
        assertThat(third).isNotDone();
    }

    @Test
    void claimOfTheAgentWithLessToDoIsServedFirst() {
        swarm.given(submit("t0"), claim("agent1"));
        CompletableFuture<Outcome.Committed> busy = waits("agent1");
        CompletableFuture<Outcome.Committed> free = waits("agent2");

        swarm.given(submit("t1"));

        assertGets(free, "agent2", "t1");
        assertThat(busy).isNotDone();
    }

    @Test
    void claimOfTheMoreReliableAgentIsServedFirst() {
        swarm.given(submit("t0"), claim("agent1"), new FailTask("t0", "agent1", null, null, false));
        CompletableFuture<Outcome.Committed> unreliable = waits("agent1");
        CompletableFuture<Outcome.Committed> reliable = waits("agent2");

        swarm.given(submit("t1"));

        assertGets(reliable, "agent2", "t1");
        assertThat(unreliable).isNotDone();
    }

    @Test
    void claimMovesUpIfItsAgentsWorkEnds() {
        swarm.given(submit("t0"), claim("agent1"));
        CompletableFuture<Outcome.Committed> first = waits("agent1");
        CompletableFuture<Outcome.Committed> second = waits("agent2");
        swarm.given(complete("t0", "agent1", null));

        swarm.given(submit("t1"));

        assertGets(first, "agent1", "t1");
        assertThat(second).isNotDone();
    }

    @Test
    void waitingClaimIsServedBeforeOneThatComesWithTheTask() {
        CompletableFuture<Outcome.Committed> waiting = waits("agent1");
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t1"));
        append.awaitCall();
        CompletableFuture<Outcome.Committed> late = swarm.submit(claim("agent2"));

        append.release();

        assertGets(waiting, "agent1", "t1");
        assertThat(join(late).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void waitingClaimIsServedBeforeOneThatComesRightBehindTheTask() {
        CompletableFuture<Outcome.Committed> waiting = waits("agent1");
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(status("agent3", AgentStatus.WAITING));
        append.awaitCall();
        swarm.submit(submit("t1"));
        CompletableFuture<Outcome.Committed> late = swarm.submit(claim("agent2"));

        append.release();

        assertGets(waiting, "agent1", "t1");
        assertThat(join(late).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void taskGoesPastAgentsThatCannotDoIt() {
        swarm.given(register("agent2", "gpu"));
        CompletableFuture<Outcome.Committed> unable = waits("agent1");
        CompletableFuture<Outcome.Committed> able = waits("agent2");

        swarm.given(submitRequiring("t1", "gpu"));

        assertGets(able, "agent2", "t1");
        assertThat(unable).isNotDone();
    }

    @Test
    void agentThatRegistersTheCapabilityGetsTheTask() {
        swarm.given(submitRequiring("t1", "gpu"));
        CompletableFuture<Outcome.Committed> waiting = waits("agent1");

        swarm.given(register("agent1", "gpu"));

        assertGets(waiting, "agent1", "t1");
    }

    @Test
    void taskWhoseDependenciesAreCompletedGoesToAWaitingClaim() {
        swarm.given(submit("t1"), submitAfter("t2", "t1"), claim("agent1"));
        CompletableFuture<Outcome.Committed> waiting = waits("agent2");

        swarm.given(complete("t1", "agent1", null));

        assertGets(waiting, "agent2", "t2");
    }

    @Test
    void taskThatWasGivenBackGoesToAWaitingClaim() {
        swarm.given(submit("t1"), claim("agent1"));
        CompletableFuture<Outcome.Committed> waiting = waits("agent2");

        swarm.given(remove("agent1"));

        assertGets(waiting, "agent2", "t1");
    }

    @Test
    void claimOfARemovedAgentIsRejected() {
        CompletableFuture<Outcome.Committed> waiting = waits("agent1");

        swarm.given(remove("agent1"));

        assertThat(rejection(waiting)).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void waitingClaimsAreAnsweredNoTaskWhenTheProcessStopsAndNoOtherOneWaits() {
        List<CompletableFuture<Outcome.Committed>> claims = List.of(waits("agent1"), waits("agent2"));

        swarm.coordinator.endWaits();

        assertThat(claims).allSatisfy(claim -> assertThat(join(claim).reply()).isInstanceOf(Reply.NoTask.class));
        assertThat(rejection(swarm.submit(new Claim("agent3", Duration.ofSeconds(30)))))
                .isEqualTo(ErrorCode.SHUTTING_DOWN);
        assertThat(join(swarm.submit(new Claim("agent3", Duration.ZERO))).reply())
                .isInstanceOf(Reply.NoTask.class);
        swarm.given(submit("t1"));
        assertThat(swarm.state().requireTask("t1").status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void claimWithoutPatienceDoesNotWait() {
        assertThat(join(swarm.submit(claim("agent1"))).reply()).isEqualTo(new Reply.NoTask());
    }

    private void useManualTime() {
        swarm.close();
        swarm = new Builder().manualTime().build().given(register("agent1"));
    }

    @Test
    void claimWhoseTimeIsUpIsAnsweredNoTask() {
        useManualTime();
        CompletableFuture<Outcome.Committed> waiting = swarm.submit(new Claim("agent1", Duration.ofMillis(60)));
        swarm.passes(Duration.ofMillis(59));
        assertThat(waiting).isNotDone();

        swarm.passes(Duration.ofMillis(1));

        Outcome.Committed answer = join(waiting);
        assertThat(answer.reply()).isEqualTo(new Reply.NoTask());
        assertThat(answer.cursor()).isEqualTo(swarm.log.head());
        swarm.given(submit("t1"));
        assertThat(swarm.state().requireTask("t1").status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void claimsTimeIsCountedFromItsArrival() {
        useManualTime();
        CompletableFuture<Outcome.Committed> waiting = swarm.submit(new Claim("agent1", Duration.ofMillis(150)));

        for (int n = 0; n < 150; n++) {
            assertThat(waiting).isNotDone();
            swarm.given(submitRequiring("t" + n, "gpu"), Scene.cancel("t" + n));
            swarm.passes(Duration.ofMillis(1));
        }

        assertThat(waiting).isDone();
        assertThat(join(waiting).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void withdrawnClaimGetsNoTaskAndTheNextOneDoes() {
        CompletableFuture<Outcome.Committed> gone = waits("agent1");
        CompletableFuture<Outcome.Committed> next = waits("agent2");
        gone.cancel(false);

        swarm.given(submit("t1"));

        assertGets(next, "agent2", "t1");
        assertThat(swarm.state().heldBy("agent1")).isEmpty();
    }

    @Test
    void waitingClaimHoldsUpNobody() {
        waits("agent1");

        swarm.given(heartbeat("agent2"), status("agent2", AgentStatus.WAITING), submitRequiring("t1", "gpu"));

        assertThat(swarm.state().openTasks()).isEqualTo(1);
    }

    @Test
    void waitingClaimsAreLimitedAndWithdrawnOnesDoNotCount() {
        swarm.close();
        swarm = new Builder().queue(2, 1 << 20).build().given(register("agent1"));
        CompletableFuture<Outcome.Committed> first = waits("agent1");
        waits("agent1");

        CompletableFuture<Outcome.Committed> third = swarm.submit(new Claim("agent1", Duration.ofSeconds(30)));

        assertThat(rejection(third)).isEqualTo(ErrorCode.SWARM_BUSY);
        first.cancel(false);
        waits("agent1");
    }

    @Test
    void agentThatWaitsHasSpoken() {
        for (int n = 0; n < 10; n++) {
            swarm.passes(10);
            swarm.given(heartbeat("agent1"));
        }
        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LOST);

        waits("agent2");

        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LIVE);
        assertThat(swarm.state().requireAgent("agent2").status()).isEqualTo(AgentStatus.IDLE);
        swarm.assertPublishedTheLog();
    }

    @Test
    void agentThatWaitsIsNotSilent() {
        waits("agent1");

        swarm.passes(100);

        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void agentThatWaitsHasSpokenEvenIfTheFirstAppendIsRefused() {
        swarm.passes(40);
        swarm.store.onAppend(really -> CompletableFuture.failedFuture(CoordinatorHarness.unavailable()));
        waits("agent2");

        swarm.given(register("agent1"), submit("t1"));

        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LIVE);
    }

    /** The limit {@code swarmbot.swarms.queued-commands}, which is that of waiting claims as well. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void claimsWaitUpToTheirNumberInABurstOfTenTimesAsMany(long seed) {
        Random random = Seeds.random("claimsWaitUpToTheirNumberInABurstOfTenTimesAsMany", seed);
        int threads = 8;
        int limit = threads * (1 + random.nextInt(10));
        swarm.close();
        swarm = new Builder().threads(2).queue(limit, 16 << 20).build().given(register("agent1"));
        List<CompletableFuture<Outcome.Committed>> claims;
        try (Burst burst = new Burst(threads)) {
            claims = new ArrayList<>(
                    burst
                            .run(n -> Stream.generate(() -> claims("agent1"))
                                    .limit(10L * limit / threads)
                                    .toList())
                            .stream()
                            .flatMap(List::stream)
                            .toList());
        }
        awaitDecided();
        assertThat(waiting(claims)).isLessThanOrEqualTo(limit);
        // Some were refused because the claims before them were not decided yet.
        while (waiting(claims) < limit) {
            claims.add(claims("agent1"));
            awaitDecided();
        }

        CompletableFuture<Outcome.Committed> further = claims("agent1");

        assertThat(rejection(further)).isEqualTo(ErrorCode.SWARM_BUSY);
        assertThat(waiting(claims)).isEqualTo(limit);
    }

    /** Commands are decided in order of arrival: what came before a command that was answered is decided. */
    private void awaitDecided() {
        await().until(() -> swarm.submit(heartbeat("agent1"))
                .handle((answer, refused) -> refused == null)
                .join());
    }

    private static long waiting(List<CompletableFuture<Outcome.Committed>> claims) {
        return claims.stream().filter(claim -> !claim.isDone()).count();
    }

    private CompletableFuture<Outcome.Committed> claims(String agent) {
        return swarm.submit(new Claim(agent, Duration.ofSeconds(55)));
    }
}
