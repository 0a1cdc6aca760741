package io.swarmbot.command;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How people steer tasks and agents, how tasks are pushed, and how composite tasks are done in parts. */
class SteeringTest {

    private static final Intervention BY_ANN = new Intervention("ann", null, "it must be", null);

    private final Scene scene = new Scene().given(register("agent1"), register("agent2"));

    private static RegisterAgent pushed(String id, int slots, String... capabilities) {
        return new RegisterAgent(id, null, null, List.of(capabilities), Assignment.PUSH, slots, null);
    }

    private static SubmitTask submitInParts(String id, int agents) {
        return new SubmitTask(id, "work", null, List.of(), 5, List.of(), null, null, null, null, agents);
    }

    // --- Tasks ---

    @Test
    void interventionPutsActorAndReasonOnEachOfItsEvents() {
        scene.given(submit("t1"), claim("agent1"));

        Decision decision = scene.decide(new CancelTask("t1", BY_ANN));

        assertThat(decision.events()).hasSize(2).allSatisfy(event -> {
            assertThat(event.stamp().actor()).isEqualTo("ann");
            assertThat(event.stamp().reason()).isEqualTo("it must be");
        });
    }

    @Test
    void interventionOnAnOldVersionIsRefused() {
        scene.given(submit("t1"));
        long version = scene.task("t1").version();
        Intervention known = new Intervention("ann", null, null, version);
        assertThat(scene.decide(new SetPriority("t1", 1, known)).events()).hasSize(1);

        scene.given(new SetPriority("t1", 2, known));

        assertThat(scene.rejection(new SetPriority("t1", 1, known))).isEqualTo(ErrorCode.VERSION_MISMATCH);
        assertThat(scene.rejection(new CancelTask("t1", known))).isEqualTo(ErrorCode.VERSION_MISMATCH);
        assertThat(scene.rejection(
                        new SetAgentMode("agent1", AgentMode.PAUSED, new Intervention(null, null, null, 99L))))
                .isEqualTo(ErrorCode.VERSION_MISMATCH);
    }

    @Test
    void setPriorityMovesATaskToTheFront() {
        scene.given(submit("t1"), submit("t2"), new SetPriority("t2", 1, Intervention.NONE));

        assertThat(scene.state().nextFor(scene.agent("agent1")).map(Task::id)).contains("t2");
    }

    @Test
    void retryLeavesATaskAtLeastOneAttempt() {
        scene.given(submit("t1"));
        for (int attempt = 1; attempt <= 3; attempt++) {
            scene.given(claim("agent1"), new FailTask("t1", "agent1", null, null, attempt < 3));
            scene.later(java.time.Duration.ofMinutes(2));
            scene.given(new SweepTasks(
                    new StampedTime(
                            scene.state(), scene.now(), java.time.Instant.EPOCH, key -> java.time.Duration.ZERO),
                    task -> false));
        }
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.FAILED);

        Decision decision = scene.decide(new RetryTask("t1", BY_ANN));

        Task retried = decision.state().requireTask("t1");
        assertThat(retried.status()).isEqualTo(TaskStatus.PENDING);
        assertThat(retried.maxAttempts()).isEqualTo(4);
        assertThat(decision.events()).extracting(SwarmEvent::type).containsExactly(EventType.TASK_UPDATED);
        scene.given(new RetryTask("t1", BY_ANN), claim("agent2"));
        assertThat(scene.task("t1").attempt().number()).isEqualTo(4);
        assertThat(scene.rejection(new RetryTask("t1", BY_ANN))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void reassignTakesATaskFromOneAgentAndGivesItToAnother() {
        scene.given(submit("t1"), claim("agent1"), start("t1", "agent1"));

        scene.given(new ReassignTask("t1", "agent2", BY_ANN));

        assertThat(scene.task("t1").assignedAgents()).containsExactly("agent2");
        assertThat(scene.task("t1").attempt().number()).isEqualTo(2);
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.ASSIGNED);
        assertThat(scene.agent("agent1").status()).isEqualTo(AgentStatus.IDLE);
        assertThat(scene.agent("agent1").failed()).isZero();
        assertThat(scene.agent("agent2").currentTask()).isEqualTo("t1");
        assertThat(scene.rejection(start("t1", "agent1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
    }

    @Test
    void reassignRefusesAnAgentThatCannotDoTheTask() {
        scene.given(submitRequiring("t1", "gpu"));

        assertThat(scene.rejection(new ReassignTask("t1", "agent1", BY_ANN))).isEqualTo(ErrorCode.NOT_CAPABLE);
        scene.given(new SetAgentMode("agent2", AgentMode.PAUSED, BY_ANN), submit("t2"));
        assertThat(scene.rejection(new ReassignTask("t2", "agent2", BY_ANN))).isEqualTo(ErrorCode.AGENT_PAUSED);
    }

    // --- Agents ---

    @Test
    void pausedOrDrainingAgentKeepsItsTasksAndGetsNoNewOnes() {
        scene.given(submit("t1"), submit("t2"), claim("agent1"));
        for (AgentMode mode : List.of(AgentMode.PAUSED, AgentMode.DRAINING)) {
            scene.given(new SetAgentMode("agent1", mode, BY_ANN));
            assertThat(scene.rejection(claim("agent1"))).isEqualTo(ErrorCode.AGENT_PAUSED);
            assertThat(scene.task("t1").assignedAgents()).containsExactly("agent1");
        }
        scene.given(complete("t1", "agent1", null), new SetAgentMode("agent1", AgentMode.ACTIVE, BY_ANN));
        assertThat(scene.decide(claim("agent1")).reply()).isInstanceOf(Reply.TaskIs.class);
    }

    @Test
    void agentKnowsWhoSetItsMode() {
        assertThat(scene.agent("agent1").modeBy()).isNull();

        scene.given(new SetAgentMode("agent1", AgentMode.PAUSED, BY_ANN), new Heartbeat("agent1", List.of()));
        assertThat(scene.agent("agent1").modeBy()).isEqualTo("ann");
        assertThatThrownBy(() -> scene.decide(claim("agent1"))).hasMessageContaining("was paused by ann");

        scene.given(new SetAgentMode("agent1", AgentMode.DRAINING, Intervention.NONE));
        assertThat(scene.agent("agent1").modeBy()).isNull();
        assertThatThrownBy(() -> scene.decide(claim("agent1"))).hasMessageContaining("was told to finish and");

        scene.given(new SetAgentMode("agent1", AgentMode.ACTIVE, BY_ANN), Scene.status("agent1", AgentStatus.PAUSED));
        assertThatThrownBy(() -> scene.decide(claim("agent1"))).hasMessageContaining("paused itself");
    }

    // --- Pushing ---

    @Test
    void pushHappensInTheAppendThatMakesTheTaskReady() {
        scene.given(pushed("p1", 1));

        Decision decision = scene.decide(submit("t1"));

        assertThat(decision.events())
                .extracting(SwarmEvent::type)
                .containsExactly(EventType.TASK_SUBMITTED, EventType.TASK_ASSIGNED, EventType.AGENT_STATUS_CHANGED);
        assertThat(((Reply.TaskIs) decision.reply()).task().assignedAgents()).containsExactly("p1");
    }

    @Test
    void pushGoesToTheLeastLoadedThenTheMoreReliableAgent() {
        scene.given(pushed("p1", 2), pushed("p2", 2), submit("t1"), submit("t2"), submit("t3"));
        assertThat(scene.task("t1").assignedAgents()).containsExactly("p1");
        assertThat(scene.task("t2").assignedAgents()).containsExactly("p2");
        assertThat(scene.task("t3").assignedAgents()).containsExactly("p1");

        scene.given(
                new FailTask("t1", "p1", null, null, false),
                new FailTask("t3", "p1", null, null, false),
                complete("t2", "p2", null),
                submit("t4"));
        assertThat(scene.task("t4").assignedAgents()).containsExactly("p2");
    }

    @Test
    void agentWithRoomAgainGetsTheNextTaskAtOnce() {
        scene.given(pushed("p1", 1), submit("t1"), submit("t2"));
        assertThat(scene.task("t2").status()).isEqualTo(TaskStatus.PENDING);

        scene.given(complete("t1", "p1", null));

        assertThat(scene.task("t2").assignedAgents()).containsExactly("p1");
    }

    @Test
    void pushSkipsAgentsThatArePausedOrLackACapability() {
        scene.given(pushed("p1", 1), new SetAgentMode("p1", AgentMode.PAUSED, BY_ANN), submit("t1"));
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.PENDING);
        scene.given(pushed("p2", 1, "cpu"), submitRequiring("t2", "gpu"));
        assertThat(scene.task("t1").assignedAgents()).containsExactly("p2");
        assertThat(scene.task("t2").status()).isEqualTo(TaskStatus.PENDING);

        scene.given(new SetAgentMode("p1", AgentMode.ACTIVE, BY_ANN), pushed("p3", 1, "gpu", "tpu"));

        assertThat(scene.task("t2").assignedAgents()).containsExactly("p3");
    }

    // --- Parts ---

    @Test
    void compositeTaskIsCompletedWhenAllItsPartsAre() {
        scene.given(submitInParts("t1", 2), claim("agent1"), claim("agent2"));
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.ASSIGNED);
        scene.given(start("t1.1", "agent1"), complete("t1.1", "agent1", "1"));
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(scene.task("t1").attempt().progress()).isEqualTo(50);

        scene.given(start("t1.2", "agent2"), complete("t1.2", "agent2", "2"));

        Task whole = scene.task("t1");
        assertThat(whole.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(whole.attempt().result()).isEqualTo(new Json("[1,2]"));
        assertThat(whole.assignedAgents()).containsExactly("agent1", "agent2");
        assertThat(scene.state().heldBy("agent1")).isEmpty();
    }

    @Test
    void failedPartEndsTheCompositeTaskAndTheOtherParts() {
        scene.given(submitInParts("t1", 3), claim("agent1"), claim("agent2"));

        scene.given(new FailTask("t1.1", "agent1", null, null, false));

        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.FAILED);
        assertThat(scene.task("t1.2").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(scene.task("t1.3").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(scene.agent("agent2").status()).isEqualTo(AgentStatus.IDLE);

        scene.given(new RetryTask("t1", BY_ANN));
        assertThat(scene.task("t1.3").status()).isEqualTo(TaskStatus.PENDING);
        assertThat(scene.rejection(new RetryTask("t1.3", BY_ANN))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void cancelOfACompositeTaskCancelsItsParts() {
        scene.given(submitInParts("t1", 2), claim("agent1"));

        scene.given(cancel("t1"));

        assertThat(scene.task("t1.1").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(scene.task("t1.2").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(scene.agent("agent1").status()).isEqualTo(AgentStatus.IDLE);
    }
}
