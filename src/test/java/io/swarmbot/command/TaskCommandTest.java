package io.swarmbot.command;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.progress;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent.TaskProgressed;
import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskEvent.TaskSubmitted;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskCommandTest {

    private final Scene scene = new Scene().given(register("agent1"), register("agent2"));

    private Scene assigned() {
        return scene.given(submit("t1"), claim("agent1"));
    }

    private Scene running() {
        return assigned().given(start("t1", "agent1"));
    }

    private Task after(Command command) {
        return scene.decide(command).state().requireTask("t1");
    }

    @Test
    void submittedTaskIsPendingWithAllItsFields() {
        SubmitTask command = new SubmitTask(
                "t1", "build", "Builds it", List.of("java", "git", "java"), 2, List.of(), json("{\"n\":1.0}"));

        Decision decision = scene.decide(command);

        Task task = decision.state().requireTask("t1");
        assertThat(decision.events()).singleElement().isInstanceOf(TaskSubmitted.class);
        assertThat(decision.reply()).isEqualTo(new Reply.TaskIs(task, true));
        assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
        assertThat(task.requirements()).containsExactly("git", "java");
        assertThat(task.description()).isEqualTo("Builds it");
        assertThat(task.priority()).isEqualTo(2);
        assertThat(task.input()).isEqualTo(json("{\"n\":1.0}"));
        assertThat(task.attempt().number()).isZero();
        assertThat(task.times().submittedAt()).isEqualTo(Scene.NOON);
    }

    @Test
    void submitWithoutAnIdChoosesAFreeOne() {
        assertThat(scene.decide(submit(null)).state().task("t3")).isPresent();

        scene.given(submit("t4"));

        assertThat(scene.decide(submit(null)).state().task("t4x")).isPresent();
    }

    @Test
    void submitRefusesAnIdThatIsTaken() {
        scene.given(submit("t1"));

        assertThat(scene.rejection(submit("t1", 1))).isEqualTo(ErrorCode.TASK_EXISTS);
    }

    @Test
    void submitRefusesUnknownDependencies() {
        assertThat(scene.rejection(submitAfter("t1", "t0"))).isEqualTo(ErrorCode.UNKNOWN_DEPENDENCY);
        assertThat(Scene.rejectionOf(() -> submitAfter("t1", "t1"))).isEqualTo(ErrorCode.DEPENDENCY_CYCLE);
    }

    @Test
    void fullSwarmRefusesTasksUntilOneIsFinished() {
        Scene full = new Scene(new SwarmLimits(10, 2, 1_000)).given(submit("a"), submit("b"));

        assertThat(full.rejection(submit("c"))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(full.given(cancel("a")).decide(submit("c")).events()).hasSize(1);
    }

    @Test
    void startedTaskIsRunningAndHasItsStartTime() {
        assigned().later(Duration.ofSeconds(3));

        Task task = after(start("t1", "agent1"));

        assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.attempt().startedAt()).isEqualTo(Scene.NOON.plusSeconds(3));
    }

    @Test
    void startTwiceIsNoError() {
        running().later(Duration.ofSeconds(3));

        Decision decision = scene.decide(start("t1", "agent1"));

        assertThat(decision.events()).isEmpty();
        assertThat(decision.reply()).isEqualTo(new Reply.TaskIs(scene.task("t1"), false));
    }

    @Test
    void progressKeepsTheFieldsThatAreNotReported() {
        running().given(progress("t1", "agent1", 40, null));

        Decision decision = scene.decide(progress("t1", "agent1", null, "half of it"));

        TaskProgressed event = (TaskProgressed) decision.events().get(0);
        assertThat(event.progress()).isEqualTo(40);
        assertThat(event.message()).isEqualTo("half of it");
        assertThat(scene.given(progress("t1", "agent1", 40, null))
                        .task("t1")
                        .attempt()
                        .message())
                .isNull();
    }

    @Test
    void progressThatChangesNothingWritesNothing() {
        running().given(progress("t1", "agent1", 40, "so far"));

        assertThat(scene.decide(progress("t1", "agent1", 40, "so far")).events())
                .isEmpty();
        assertThat(scene.decide(progress("t1", "agent1", null, null)).events()).isEmpty();
    }

    @Test
    void progressOfATaskThatIsNotRunningIsRefused() {
        assigned();

        assertThat(scene.rejection(progress("t1", "agent1", 1, null))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void completedTaskHasItsResultAndItsAgentIsIdle() {
        running().given(progress("t1", "agent1", 90, "nearly")).later(Duration.ofSeconds(9));

        Decision decision = scene.decide(complete("t1", "agent1", "{\"words\":3}"));

        Task task = decision.state().requireTask("t1");
        TaskStatusChanged event = (TaskStatusChanged) decision.events().get(0);
        assertThat(event.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(event.previousStatus()).isEqualTo(TaskStatus.RUNNING);
        assertThat(event.agentId()).isEqualTo("agent1");
        assertThat(task.attempt().result()).isEqualTo(json("{\"words\":3}"));
        assertThat(task.assignedAgents()).containsExactly("agent1");
        assertThat(task.attempt().finishedAt()).isEqualTo(Scene.NOON.plusSeconds(9));
        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.IDLE);
        assertThat(decision.state().requireAgent("agent1").currentTask()).isNull();
    }

    @Test
    void assignedTaskMayEndWithoutAStart() {
        assigned();

        assertThat(after(complete("t1", "agent1", null)).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(after(fail("t1", "agent1", "\"why\"")).attempt().error()).isEqualTo(json("\"why\""));
    }

    @Test
    void agentThatHoldsAnotherTaskGoesBackToIt() {
        scene.given(submit("t0"), claim("agent1"), submit("t1"), claim("agent1"));

        Decision decision = scene.decide(fail("t1", "agent1", null));

        assertThat(decision.state().requireAgent("agent1").currentTask()).isEqualTo("t0");
        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.BUSY);
    }

    @Test
    void endOfATaskKeepsAStatusThatTheAgentSetItself() {
        running().given(Scene.status("agent1", AgentStatus.ERROR));

        Decision decision = scene.decide(complete("t1", "agent1", null));

        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.ERROR);
        assertThat(decision.state().requireAgent("agent1").currentTask()).isNull();
    }

    @Test
    void completeTwiceWithTheSameResultIsNoError() {
        running().given(complete("t1", "agent1", "1"));

        Decision decision = scene.decide(complete("t1", "agent1", "1"));

        assertThat(decision.events()).isEmpty();
        assertThat(decision.reply()).isEqualTo(new Reply.TaskIs(scene.task("t1"), false));
    }

    @Test
    void failTwiceWithTheSameErrorIsNoError() {
        running();
        FailTask first = new FailTask("t1", "agent1", 1, json("\"why\""));
        scene.given(first);

        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.PENDING);
        assertThat(scene.decide(first).events()).isEmpty();
        assertThat(scene.rejection(fail("t1", "agent1", "\"why\""))).isEqualTo(ErrorCode.NOT_ASSIGNED);
    }

    @Test
    void completeTwiceWithoutAnAgentIsNoError() {
        running().given(complete("t1", null, "1"));

        assertThat(scene.decide(complete("t1", null, "1")).events()).isEmpty();
        assertThat(scene.rejection(complete("t1", null, "2"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void endOfAFinishedTaskInAnotherWayIsRefused() {
        running().given(complete("t1", "agent1", "1"));

        assertThat(scene.rejection(complete("t1", "agent1", "2"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(scene.rejection(complete("t1", "agent2", "1"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(scene.rejection(new CompleteTask("t1", "agent1", 2, json("1"))))
                .isEqualTo(ErrorCode.WRONG_ATTEMPT);
        assertThat(scene.rejection(fail("t1", "agent1", null))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(scene.rejection(start("t1", "agent1"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(scene.rejection(progress("t1", "agent1", 1, null))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        assertThat(scene.rejection(cancel("t1"))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void taskTakesCommandsOnlyFromItsHolder() {
        running();

        for (Command command : List.of(
                start("t1", "agent2"),
                progress("t1", "agent2", 1, null),
                complete("t1", "agent2", null),
                fail("t1", "agent2", null))) {
            assertThat(scene.rejection(command)).isEqualTo(ErrorCode.NOT_ASSIGNED);
        }
    }

    @Test
    void commandAboutAnotherAttemptIsRefused() {
        assigned();

        assertThat(scene.rejection(new StartTask("t1", "agent1", 2))).isEqualTo(ErrorCode.WRONG_ATTEMPT);
        assertThat(scene.decide(new StartTask("t1", "agent1", 1)).events()).hasSize(1);
    }

    @Test
    void pendingTaskIsHeldByNobody() {
        scene.given(submit("t1"));

        assertThat(scene.rejection(start("t1", "agent1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
        assertThat(scene.rejection(complete("t1", null, null))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void commandAboutAnUnknownTaskIsRefused() {
        assertThat(scene.rejection(start("t9", "agent1"))).isEqualTo(ErrorCode.UNKNOWN_TASK);
        assertThat(scene.rejection(complete("t9", null, null))).isEqualTo(ErrorCode.UNKNOWN_TASK);
        assertThat(scene.rejection(cancel("t9"))).isEqualTo(ErrorCode.UNKNOWN_TASK);
        assertThat(assigned().rejection(start("t1", "nobody"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void canceledTaskReleasesItsAgentAndKeepsTheReason() {
        running();

        Decision decision = scene.decide(new CancelTask("t1", "not needed"));

        Task task = decision.state().requireTask("t1");
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(task.attempt().message()).isEqualTo("not needed");
        assertThat(task.attempt().finishedAt()).isNotNull();
        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.IDLE);
        assertThat(decision.state().heldBy("agent1")).isEmpty();
    }

    @Test
    void cancelTwiceIsNoErrorAndPendingTasksAreCanceledToo() {
        scene.given(submit("t1"), cancel("t1"));

        Decision decision = scene.decide(cancel("t1"));

        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(decision.events()).isEmpty();
    }
}
