package io.swarmbot.swarm;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.swarm.CoordinatorHarness.rejection;
import static io.swarmbot.swarm.Scene.claim;
import static io.swarmbot.swarm.Scene.complete;
import static io.swarmbot.swarm.Scene.heartbeat;
import static io.swarmbot.swarm.Scene.register;
import static io.swarmbot.swarm.Scene.remove;
import static io.swarmbot.swarm.Scene.status;
import static io.swarmbot.swarm.Scene.submit;
import static io.swarmbot.swarm.Scene.submitAfter;
import static io.swarmbot.swarm.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.AppendResult;
import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.CoordinatorHarness.Builder;
import io.swarmbot.swarm.ScriptedStore.Held;
import io.swarmbot.swarm.TaskCommand.FailTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims that find nothing wait in line, and hold up nobody. */
class WaitingClaimsTest {

    private CoordinatorHarness swarm =
            new CoordinatorHarness().given(register("agent1"), register("agent2"), register("agent3"));

    @AfterEach
    void close() {
        swarm.close();
    }

    private CompletableFuture<Answer> waits(String agent) {
        CompletableFuture<Answer> answer = swarm.submit(new Claim(agent, Duration.ofSeconds(30)));
        assertThat(answer).isNotDone();
        return answer;
    }

    private static void assertGets(CompletableFuture<Answer> answer, String agent, String task) {
        Task given = ((Reply.TaskIs) join(answer).reply()).task();
        assertThat(given.id()).isEqualTo(task);
        assertThat(given.isHeldBy(agent)).isTrue();
    }

    @Test
    void whoWaitsGetsTheTaskThatComes() {
        CompletableFuture<Answer> waiting = waits("agent1");

        swarm.given(submit("t1"));

        assertGets(waiting, "agent1", "t1");
        assertThat(join(waiting).cursor()).isEqualTo(swarm.log.head());
    }

    @Test
    void whoCameFirstIsServedFirst() {
        CompletableFuture<Answer> first = waits("agent3");
        CompletableFuture<Answer> second = waits("agent1");
        CompletableFuture<Answer> third = waits("agent2");

        swarm.given(submit("t1"), submit("t2"));

        assertGets(first, "agent3", "t1");
        assertGets(second, "agent1", "t2");
        assertThat(third).isNotDone();
    }

    @Test
    void whoHasLessToDoIsServedBeforeWhoCameFirst() {
        swarm.given(submit("t0"), claim("agent1"));
        CompletableFuture<Answer> busy = waits("agent1");
        CompletableFuture<Answer> free = waits("agent2");

        swarm.given(submit("t1"));

        assertGets(free, "agent2", "t1");
        assertThat(busy).isNotDone();
    }

    @Test
    void whoIsMoreReliableIsServedBeforeWhoCameFirst() {
        swarm.given(submit("t0"), claim("agent1"), new FailTask("t0", "agent1", null, null, false));
        CompletableFuture<Answer> unreliable = waits("agent1");
        CompletableFuture<Answer> reliable = waits("agent2");

        swarm.given(submit("t1"));

        assertGets(reliable, "agent2", "t1");
        assertThat(unreliable).isNotDone();
    }

    @Test
    void whoseWorkEndsWhileItWaitsMovesUpInTheLine() {
        swarm.given(submit("t0"), claim("agent1"));
        CompletableFuture<Answer> first = waits("agent1");
        CompletableFuture<Answer> second = waits("agent2");
        swarm.given(complete("t0", "agent1", null));

        swarm.given(submit("t1"));

        assertGets(first, "agent1", "t1");
        assertThat(second).isNotDone();
    }

    @Test
    void whoWaitsIsServedBeforeWhoComesWithTheTask() {
        CompletableFuture<Answer> waiting = waits("agent1");
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t1"));
        append.awaitCall();
        CompletableFuture<Answer> late = swarm.submit(claim("agent2"));

        append.release();

        assertGets(waiting, "agent1", "t1");
        assertThat(join(late).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void whoWaitsIsServedBeforeWhoComesRightBehindTheTask() {
        CompletableFuture<Answer> waiting = waits("agent1");
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(status("agent3", AgentStatus.WAITING));
        append.awaitCall();
        swarm.submit(submit("t1"));
        CompletableFuture<Answer> late = swarm.submit(claim("agent2"));

        append.release();

        assertGets(waiting, "agent1", "t1");
        assertThat(join(late).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void aTaskGoesPastThoseWhoCannotDoIt() {
        swarm.given(register("agent2", "gpu"));
        CompletableFuture<Answer> unable = waits("agent1");
        CompletableFuture<Answer> able = waits("agent2");

        swarm.given(submitRequiring("t1", "gpu"));

        assertGets(able, "agent2", "t1");
        assertThat(unable).isNotDone();
    }

    @Test
    void whoLearnsWhatATaskNeedsGetsIt() {
        swarm.given(submitRequiring("t1", "gpu"));
        CompletableFuture<Answer> waiting = waits("agent1");

        swarm.given(register("agent1", "gpu"));

        assertGets(waiting, "agent1", "t1");
    }

    @Test
    void aTaskThatNoLongerDependsOnAnythingGoesToWhoWaits() {
        swarm.given(submit("t1"), submitAfter("t2", "t1"), claim("agent1"));
        CompletableFuture<Answer> waiting = waits("agent2");

        swarm.given(complete("t1", "agent1", null));

        assertGets(waiting, "agent2", "t2");
    }

    @Test
    void aTaskThatWasGivenBackGoesToWhoWaits() {
        swarm.given(submit("t1"), claim("agent1"));
        CompletableFuture<Answer> waiting = waits("agent2");

        swarm.given(remove("agent1"));

        assertGets(waiting, "agent2", "t1");
    }

    @Test
    void whoIsNoLongerThereDoesNotWait() {
        CompletableFuture<Answer> waiting = waits("agent1");

        swarm.given(remove("agent1"));

        assertThat(rejection(waiting)).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void aClaimWithoutPatienceDoesNotWait() {
        assertThat(join(swarm.submit(claim("agent1"))).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void whoHasWaitedLongEnoughIsToldThatThereIsNone() {
        long start = System.nanoTime();

        Answer answer = join(swarm.submit(new Claim("agent1", Duration.ofMillis(60))));

        assertThat(answer.reply()).isEqualTo(new Reply.NoTask());
        assertThat(answer.cursor()).isEqualTo(swarm.log.head());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        swarm.given(submit("t1"));
        assertThat(swarm.state().requireTask("t1").status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void patienceIsCountedFromTheStartHoweverOftenSomebodyIsWoken() {
        CompletableFuture<Answer> waiting = swarm.submit(new Claim("agent1", Duration.ofMillis(150)));

        for (int n = 0; !waiting.isDone() && n < 1_000_000; n++) {
            swarm.given(submitRequiring("t" + n, "gpu"), Scene.cancel("t" + n));
        }

        assertThat(join(waiting).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void whoWentAwayGetsNoTaskAndTheNextOneDoes() {
        CompletableFuture<Answer> gone = waits("agent1");
        CompletableFuture<Answer> next = waits("agent2");
        gone.cancel(false);

        swarm.given(submit("t1"));

        assertGets(next, "agent2", "t1");
        assertThat(swarm.state().heldBy("agent1")).isEmpty();
    }

    @Test
    void whoWaitsHoldsUpNobody() {
        waits("agent1");

        swarm.given(heartbeat("agent2"), status("agent2", AgentStatus.WAITING), submitRequiring("t1", "gpu"));

        assertThat(swarm.state().openTasks()).isEqualTo(1);
    }

    @Test
    void notMoreWaitThanMayAndThoseWhoWentAwayDoNotCount() {
        swarm.close();
        swarm = new Builder().queue(2, 1 << 20).build().given(register("agent1"));
        CompletableFuture<Answer> first = waits("agent1");
        waits("agent1");

        CompletableFuture<Answer> third = swarm.submit(new Claim("agent1", Duration.ofSeconds(30)));

        assertThat(rejection(third)).isEqualTo(ErrorCode.SWARM_BUSY);
        first.cancel(false);
        waits("agent1");
    }

    @Test
    void whoWaitsHasSpoken() {
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
    void whoWaitsIsNotSilent() {
        waits("agent1");

        swarm.passes(100);

        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void whoWaitsHasSpokenAlsoWhereTheFirstAppendIsRefused() {
        swarm.passes(40);
        swarm.store.onAppend(really -> CompletableFuture.failedFuture(CoordinatorHarness.unavailable()));
        waits("agent2");

        swarm.given(register("agent1"), submit("t1"));

        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LIVE);
    }
}
