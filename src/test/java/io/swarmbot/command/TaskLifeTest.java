package io.swarmbot.command;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.progress;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How time and failures change a task: leases, attempts, time-outs, deadlines, questions, dependencies, alerts. */
class TaskLifeTest {

    private final Scene scene = new Scene().given(register("agent1"), register("agent2"));
    private final Map<String, Duration> silences = new HashMap<>();

    /** Lets time pass in which no agent renews a lease, and then sweeps. */
    private void passes(Duration time) {
        scene.later(time);
        scene.given(sweep());
    }

    private SweepTasks sweep() {
        return sweepSince(Instant.EPOCH);
    }

    private SweepTasks sweepSince(Instant start) {
        return sweep(scene, start);
    }

    private SweepTasks sweep(Scene swept, Instant start) {
        return new SweepTasks(
                new StampedTime(
                        swept.state(), swept.now(), start, key -> silences.getOrDefault(key, Duration.ofDays(1))),
                task -> false);
    }

    private Task task() {
        return scene.task("t1");
    }

    private Scene running() {
        return scene.given(submit("t1"), claim("agent1"), start("t1", "agent1"));
    }

    private static @Nullable String code(Task task) {
        return task.attempt().error() == null
                ? null
                : task.attempt().error().text().replaceAll(".*\"code\":\"([a-z_]+)\".*", "$1");
    }

    // --- Leases ---

    @Test
    void agentThatDoesNotRenewItsLeaseLosesTheTask() {
        running();

        passes(Duration.ofSeconds(59));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);

        passes(Duration.ofSeconds(1));
        assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
        assertThat(task().assignedAgents()).isEmpty();
        assertThat(code(task())).isEqualTo("lease_expired");
        assertThat(scene.agent("agent1").status()).isEqualTo(AgentStatus.IDLE);
        assertThat(scene.agent("agent1").failed()).isEqualTo(1);
    }

    @Test
    void heartbeatRenewsOnlyTheLeasesOfTheTasksThatItNames() {
        running().given(submit("t2"), claim("agent1"), start("t2", "agent1"));
        Heartbeat heartbeat =
                new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", 1), new Heartbeat.Work("t2", 7)));

        List<Lease> renewed = heartbeat.leases(scene.state());
        renewed.forEach(lease -> silences.put(lease.key(), Duration.ofSeconds(1)));
        passes(Duration.ofSeconds(60));

        assertThat(renewed).containsExactly(new Lease("t1", 1));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(scene.task("t2").status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void progressRenewsTheLeaseEvenIfItSaysNothingNew() {
        running().given(progress("t1", "agent1", 10, null));

        assertThat(progress("t1", "agent1", 10, null).leases(scene.state())).containsExactly(new Lease("t1", 1));
        scene.later(Duration.ofSeconds(50)).given(progress("t1", "agent1", 20, null));
        passes(Duration.ofSeconds(50));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void timeOutsBeginAnewAfterAStart() {
        running();
        scene.later(Duration.ofMinutes(10));

        scene.given(sweepSince(scene.now().minusSeconds(59)));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);

        scene.given(sweepSince(scene.now().minusSeconds(60)));
        assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void agentThatDoesNotStartInTimeLosesTheTaskDespiteHeartbeats() {
        scene.given(submit("t1"), claim("agent1"));
        silences.put(new Lease("t1", 1).key(), Duration.ZERO);

        passes(Duration.ofSeconds(29));
        assertThat(task().status()).isEqualTo(TaskStatus.ASSIGNED);

        passes(Duration.ofSeconds(1));
        assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
        assertThat(code(task())).isEqualTo("not_started");
    }

    @Test
    void lostAgentLosesAllItsTasksInTheSameAppend() {
        running().given(submit("t2"), claim("agent1"));

        Decision decision = scene.decide(silence("agent1", 90));

        assertThat(decision.state().requireTask("t1").status()).isEqualTo(TaskStatus.PENDING);
        assertThat(decision.state().requireTask("t2").status()).isEqualTo(TaskStatus.PENDING);
        Agent lost = decision.state().requireAgent("agent1");
        assertThat(lost.status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(lost.currentTask()).isNull();
        assertThat(lost.failed()).isEqualTo(2);
    }

    // --- Attempts ---

    @Test
    void resultOfAnOldAttemptIsRefused() {
        running();
        passes(Duration.ofSeconds(60));
        scene.given(claim("agent1"), start("t1", "agent1"));

        assertThat(scene.rejection(new CompleteTask("t1", "agent1", 1, json("1"))))
                .isEqualTo(ErrorCode.WRONG_ATTEMPT);
        assertThat(scene.rejection(new CompleteTask("t1", "agent2", 1, json("1"))))
                .isEqualTo(ErrorCode.WRONG_ATTEMPT);
        assertThat(scene.rejection(new CompleteTask("t1", "agent2", 2, json("1"))))
                .isEqualTo(ErrorCode.NOT_ASSIGNED);
        scene.given(new CompleteTask("t1", "agent1", 2, json("2")));
        assertThat(task().attempt().result()).isEqualTo(json("2"));
    }

    @Test
    void failedTaskIsRetriedAfterADoublingPauseUntilNoAttemptIsLeft() {
        scene.given(submit("t1"));
        for (int attempt = 1; attempt <= 2; attempt++) {
            scene.given(claim("agent1"), start("t1", "agent1"), fail("t1", "agent1", "\"no\""));
            Duration pause = Duration.ofSeconds(attempt);
            assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
            assertThat(task().attempt().error()).isEqualTo(json("\"no\""));
            assertThat(task().attempt().notBefore()).isEqualTo(scene.now().plus(pause));
            assertThat(scene.decide(claim("agent1")).reply()).isEqualTo(new Reply.NoTask());

            passes(pause);
            assertThat(task().attempt().notBefore()).isNull();
        }
        scene.given(claim("agent1"), start("t1", "agent1"), fail("t1", "agent1", "\"no\""));

        assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task().attempt().number()).isEqualTo(3);
        assertThat(scene.agent("agent1").failed()).isEqualTo(3);
    }

    @Test
    void failureWithoutRetryEndsTheTask() {
        running().given(new FailTask("t1", "agent1", null, json("\"never\""), false));

        assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task().attempt().number()).isEqualTo(1);
    }

    @Test
    void taskFailsAfterItsAgentVanishedInEachAttempt() {
        scene.given(submit("t1"));
        for (int attempt = 1; attempt <= 3; attempt++) {
            scene.given(claim("agent1"), remove("agent1"), register("agent1"));
        }

        assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(code(task())).isEqualTo("agent_removed");
    }

    // --- Time ---

    private SubmitTask submitWith(@Nullable Duration timeout, @Nullable Instant deadline) {
        return new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, timeout, deadline, 1);
    }

    @Test
    void taskThatRunsForTooLongIsRetried() {
        scene.given(submitWith(Duration.ofSeconds(20), null), claim("agent1"), start("t1", "agent1"));

        passes(Duration.ofSeconds(19));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);

        passes(Duration.ofSeconds(1));
        assertThat(task().status()).isEqualTo(TaskStatus.PENDING);
        assertThat(code(task())).isEqualTo("timeout");
        assertThat(task().attempt().notBefore()).isAfter(scene.now());
    }

    @Test
    void deadlineEndsATaskInAnyStatus() {
        scene.given(submitWith(null, scene.now().plusSeconds(20)));
        passes(Duration.ofSeconds(20));
        assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(code(task())).isEqualTo("deadline");

        Scene held = new Scene().given(register("agent1"));
        held.given(submitWith(null, held.now().plusSeconds(20)), claim("agent1"), start("t1", "agent1"));
        held.later(Duration.ofSeconds(20)).given(sweep(held, Instant.EPOCH));
        assertThat(held.task("t1").status()).isEqualTo(TaskStatus.FAILED);
        assertThat(held.agent("agent1").status()).isEqualTo(AgentStatus.IDLE);
        assertThat(held.agent("agent1").failed()).isZero();
    }

    // --- Questions ---

    private RequestInput ask(@Nullable Duration within) {
        return new RequestInput("t1", "agent1", 1, new Json("\"which?\""), within);
    }

    @Test
    void questionIsAnsweredAndTheTaskGoesOn() {
        running().given(ask(null));
        assertThat(task().status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
        assertThat(task().attempt().question()).isEqualTo(json("\"which?\""));
        assertThat(task().attempt().answerBy()).isEqualTo(scene.now().plus(Duration.ofHours(1)));
        assertThat(scene.decide(ask(null)).events()).isEmpty();

        scene.given(new ProvideInput("t1", new Json("\"this\""), Intervention.NONE));

        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task().attempt().answer()).isEqualTo(json("\"this\""));
        assertThat(task().attempt().answerBy()).isNull();
        assertThat(scene.rejection(new ProvideInput("t1", new Json("1"), Intervention.NONE)))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void unansweredQuestionEndsTheTask() {
        running().given(ask(Duration.ofSeconds(10)));
        silences.put(new Lease("t1", 1).key(), Duration.ZERO);

        passes(Duration.ofSeconds(10));

        assertThat(task().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(code(task())).isEqualTo("input_timeout");
    }

    // --- Dependencies ---

    @Test
    void dependentsOfAFailedTaskAreCanceledTransitivelyWithTheReason() {
        running().given(submitAfter("t2", "t1"), submitAfter("t3", "t2"), submit("t4"));

        Decision decision = scene.decide(new FailTask("t1", "agent1", null, null, false));

        assertThat(decision.state().requireTask("t2").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(decision.state().requireTask("t3").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(decision.state().requireTask("t4").status()).isEqualTo(TaskStatus.PENDING);
        assertThat(decision.events())
                .filteredOn(event -> "t2".equals(event.taskId()))
                .allMatch(event -> String.valueOf(event.stamp().reason()).contains("t1"));
        scene.given(cancel("t4"));
        assertThat(scene.rejection(submitAfter("t5", "t4"))).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
    }

    @Test
    void dependentsBeyondOneAppendAreCanceledInSeveral() {
        scene.given(submit("t1"));
        for (int n = 0; n < 700; n++) {
            scene.given(submitAfter("after" + n, "t1"));
        }

        scene.given(cancel("t1"));
        assertThat(Settlement.isUnfinished(scene.state())).isTrue();
        int appends = 1;
        while (Settlement.isUnfinished(scene.state())) {
            Decision decision = scene.decide(SweepTasks.ofWhatIsLeft());
            assertThat(decision.events()).hasSizeLessThan(500);
            scene.given(SweepTasks.ofWhatIsLeft());
            appends++;
        }

        assertThat(appends).isEqualTo(3);
        assertThat(scene.state().openTasks()).isZero();
    }

    @Test
    void dependentOfACompletedTaskIsNext() {
        running().given(submitAfter("t2", "t1"));
        assertThat(scene.decide(claim("agent2")).reply()).isEqualTo(new Reply.NoTask());

        scene.given(complete("t1", "agent1", "1"));

        assertThat(((Reply.TaskIs) scene.decide(claim("agent2")).reply()).task().id())
                .isEqualTo("t2");
    }

    // --- Alerts ---

    @Test
    void taskWithoutProgressRaisesTheStuckAlertOnceAndClearsItOnce() {
        running();
        silences.put(new Lease("t1", 1).key(), Duration.ZERO);

        passes(Duration.ofSeconds(120));
        assertThat(task().alert()).isEqualTo(AlertKind.STUCK);
        assertThat(scene.decide(sweep()).events()).isEmpty();

        Decision moving = scene.decide(progress("t1", "agent1", 1, null));
        assertThat(moving.events())
                .extracting(SwarmEvent::type)
                .containsExactly(EventType.TASK_PROGRESS, EventType.ALERT);
        assertThat(moving.state().requireTask("t1").alert()).isNull();
    }
}
