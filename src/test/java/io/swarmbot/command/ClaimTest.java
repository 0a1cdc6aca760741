package io.swarmbot.command;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which task a claim gets, and which agents may claim. */
class ClaimTest {

    private final Scene scene = new Scene();

    /** The tasks that the agent gets if it claims until there is none left. */
    private static List<String> order(Scene scene, String agent) {
        List<String> order = new ArrayList<>();
        while (scene.decide(claim(agent)).reply() instanceof Reply.TaskIs given) {
            order.add(given.task().id());
            scene.given(claim(agent));
        }
        return order;
    }

    @Test
    void claimAssignsTheTaskAndMakesTheAgentBusy() {
        scene.given(
                register("agent1"), new UpdateAgentStatus("agent1", AgentStatus.IDLE, json("{\"n\":1}")), submit("t1"));

        Decision decision = scene.decide(claim("agent1"));

        Task task = decision.state().requireTask("t1");
        Agent agent = decision.state().requireAgent("agent1");
        assertThat(decision.reply()).isEqualTo(new Reply.TaskIs(task, false));
        assertThat(decision.events()).hasSize(2);
        assertThat(task.status()).isEqualTo(TaskStatus.ASSIGNED);
        assertThat(task.assignedAgents()).containsExactly("agent1");
        assertThat(task.attempt().number()).isEqualTo(1);
        assertThat(agent.status()).isEqualTo(AgentStatus.BUSY);
        assertThat(agent.currentTask()).isEqualTo("t1");
        assertThat(agent.details()).isEqualTo(json("{\"n\":1}"));
    }

    @Test
    void claimWithoutAReadyTaskWritesNothing() {
        scene.given(register("agent1"));

        Decision decision = scene.decide(claim("agent1"));

        assertThat(decision.reply()).isEqualTo(new Reply.NoTask());
        assertThat(decision.events()).isEmpty();
    }

    private static Claim again(String agent) {
        return new Claim(agent, Duration.ZERO, Lease.Terms.NONE, Claim.Unstarted.ANSWER);
    }

    @Test
    void repeatedClaimIsAnsweredWithTheTaskThatTheAgentHasNotStarted() {
        scene.given(register("agent1"), submit("t1"), submit("t2"), claim("agent1"));

        Decision decision = scene.decide(again("agent1"));

        assertThat(decision.reply()).isEqualTo(new Reply.TaskIs(decision.state().requireTask("t1"), false));
        assertThat(decision.events()).isEmpty();
    }

    @Test
    void repeatedClaimGivesAnotherTaskOnceTheFirstWasStarted() {
        scene.given(
                register("agent1"), submit("t1"), submit("t2"), claim("agent1"), new StartTask("t1", "agent1", null));

        assertThat(scene.decide(again("agent1")).reply().task()).returns("t2", Task::id);
    }

    @Test
    void pausedAgentIsAnsweredWithTheTaskThatItHas() {
        scene.given(
                register("agent1"),
                submit("t1"),
                claim("agent1"),
                new SetAgentMode("agent1", AgentMode.PAUSED, Intervention.NONE));

        assertThat(scene.decide(again("agent1")).reply().task()).returns("t1", Task::id);
    }

    @Test
    void claimGivesEachTaskOnce() {
        scene.given(register("agent1"), register("agent2"), submit("t1"), claim("agent1"));

        assertThat(scene.decide(claim("agent2")).reply()).isEqualTo(new Reply.NoTask());
        assertThat(scene.decide(claim("agent1")).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void claimTakesTheOldestTaskThenTheSmallerId() {
        scene.given(register("agent1"), submit("b"), submit("a"))
                .later(Duration.ofMillis(1))
                .given(submit("0"));

        assertThat(order(scene, "agent1")).containsExactly("a", "b", "0");
    }

    @Test
    void claimTakesTheMoreUrgentTaskFirst() {
        scene.given(register("agent1"), submit("low", 10), submit("usual", 5), submit("high", 1));

        assertThat(order(scene, "agent1")).containsExactly("high", "usual", "low");
    }

    @Test
    void claimCountsOneMinuteOfWaitingAsOneStepOfPriority() {
        scene.given(register("agent1"), submit("patient", 5))
                .later(Duration.ofMinutes(4).plusMillis(1))
                .given(submit("high", 1), submit("usual", 5));

        assertThat(order(scene, "agent1")).containsExactly("patient", "high", "usual");
    }

    @Test
    void claimGivesOnlyTasksThatTheAgentCanDo() {
        scene.given(
                register("agent1", "java", "linux"),
                submitRequiring("python", "python"),
                submitRequiring("both", "java", "python"),
                submitRequiring("java", "java"),
                submitRequiring("two", "linux", "java"));

        assertThat(order(scene, "agent1")).containsExactly("java", "two");
    }

    @Test
    void claimFollowsTheAgentsNewCapabilities() {
        scene.given(register("agent1"), submitRequiring("t1", "java"));
        assertThat(scene.decide(claim("agent1")).reply()).isEqualTo(new Reply.NoTask());

        scene.given(register("agent1", "java"));

        assertThat(order(scene, "agent1")).containsExactly("t1");
    }

    @Test
    void taskWaitsUntilAllItsDependenciesAreCompleted() {
        scene.given(register("agent1"), submit("a"), submit("b"), submitAfter("c", "a", "b"), submitAfter("d", "c"));
        assertThat(order(scene, "agent1")).containsExactly("a", "b");

        scene.given(complete("a", "agent1", null));
        assertThat(order(scene, "agent1")).isEmpty();

        scene.given(complete("b", "agent1", null));
        assertThat(order(scene, "agent1")).containsExactly("c");
    }

    @Test
    void failedOrCanceledDependencyReleasesNoTask() {
        scene.given(register("agent1"), submit("a"), submit("b"), submitAfter("c", "a"), submitAfter("d", "b"));
        scene.given(claim("agent1"), fail("a", "agent1", null), cancel("b"));

        assertThat(order(scene, "agent1")).isEmpty();
    }

    @Test
    void completedDependencyReleasesATaskHoweverManyFinishedSince() {
        scene.given(register("agent1"), submit("first"), claim("agent1"), complete("first", "agent1", null));
        scene.given(new SubmitTask("last", "work", null, List.of("gpu"), 5, List.of("first"), null));
        for (int n = 0; n < Scene.ROOMY.finishedTasks() + 10; n++) {
            scene.given(submit("t" + n), cancel("t" + n));
        }

        scene.given(register("agent2", "gpu"));

        assertThat(order(scene, "agent2")).containsExactly("last");
    }

    @Test
    void returnedTaskKeepsItsTurnAndBeginsANewAttempt() {
        scene.given(register("agent1"), register("agent2"), submit("t1"))
                .later(Duration.ofSeconds(1))
                .given(submit("t2"), claim("agent1"), remove("agent1"));

        Decision decision = scene.decide(claim("agent2"));

        assertThat(((Reply.TaskIs) decision.reply()).task().id()).isEqualTo("t1");
        assertThat(decision.state().requireTask("t1").attempt().number()).isEqualTo(2);
    }

    @Test
    void pausedAgentGetsNoTask() {
        scene.given(register("agent1"), submit("t1"), status("agent1", AgentStatus.PAUSED));

        assertThat(scene.rejection(claim("agent1"))).isEqualTo(ErrorCode.AGENT_PAUSED);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PAUSED")
    void agentInAnyOtherStatusMayClaim(AgentStatus status) {
        scene.given(register("agent1"), submit("t1"), status("agent1", status));

        assertThat(scene.decide(claim("agent1")).reply()).isInstanceOf(Reply.TaskIs.class);
    }

    @Test
    void agentHoldsNoMoreTasksThanTheLimit() {
        scene.given(register("agent1"));
        for (int n = 0; n < Limits.NAMES; n++) {
            scene.given(submit("t" + n), claim("agent1"));
        }
        scene.given(submit("more"));

        assertThat(scene.rejection(claim("agent1"))).isEqualTo(ErrorCode.LIMIT_REACHED);
        scene.given(complete("t7", "agent1", null), claim("agent1"));
        assertThat(scene.task("more").isHeldBy("agent1")).isTrue();
    }

    @Test
    void lostAgentThatClaimsIsLiveAndBusy() {
        scene.given(register("agent1"), silence("agent1", 90), submit("t1"));

        Decision decision = scene.decide(claim("agent1"));

        Agent agent = decision.state().requireAgent("agent1");
        assertThat(agent.liveness()).isEqualTo(Liveness.LIVE);
        assertThat(agent.status()).isEqualTo(AgentStatus.BUSY);
    }

    @Test
    void claimWaitsNoLongerThanProxiesAllow() {
        assertThat(new Claim("agent1", Limits.Span.WAIT.most()).patience()).isEqualTo(Duration.ofSeconds(55));
        assertThat(Scene.rejectionOf(
                        () -> new Claim("agent1", Limits.Span.WAIT.most().plusMillis(1))))
                .isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(Scene.rejectionOf(() -> new Claim("agent1", Duration.ofMillis(-1))))
                .isEqualTo(ErrorCode.BAD_PARAMETER);
    }
}
