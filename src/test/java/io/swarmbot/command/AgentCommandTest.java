package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Heartbeat.Work;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentEvent.AgentLivenessChanged;
import io.swarmbot.swarm.AgentEvent.AgentRemoved;
import io.swarmbot.swarm.AgentEvent.AgentStatusChanged;
import io.swarmbot.swarm.AgentEvent.AgentUpdated;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentCommandTest {

    private final Scene scene = new Scene();

    @Test
    void newAgentIsIdleAndLiveAndNamedByItsId() {
        Decision decision = scene.decide(register("agent1", "java", "python", "java"));

        Agent agent = decision.state().requireAgent("agent1");
        assertThat(decision.events()).singleElement().isInstanceOf(AgentEvent.AgentRegistered.class);
        assertThat(decision.reply()).isEqualTo(new Reply.AgentIs(agent, true));
        assertThat(agent.name()).isEqualTo("agent1");
        assertThat(agent.capabilities()).containsExactly("java", "python");
        assertThat(agent.status()).isEqualTo(AgentStatus.IDLE);
        assertThat(agent.mode()).isEqualTo(AgentMode.ACTIVE);
        assertThat(agent.liveness()).isEqualTo(Liveness.LIVE);
        assertThat(agent.registeredAt()).isEqualTo(Scene.NOON);
        assertThat(agent.version()).isEqualTo(1);
    }

    @Test
    void registeringAgainWithTheSameDescriptionWritesNothing() {
        RegisterAgent words = new RegisterAgent("agent1", "Ann", "reader", List.of("b", "a"), json("{\"cpu\":1}"));
        RegisterAgent otherOrder = new RegisterAgent("agent1", "Ann", "reader", List.of("a", "b"), json("{\"cpu\":1}"));
        scene.given(words);

        Decision decision = scene.decide(otherOrder);

        assertThat(decision.events()).isEmpty();
        assertThat(decision.reply()).isEqualTo(new Reply.AgentIs(scene.agent("agent1"), false));
    }

    @Test
    void amendmentKeepsWhatItLeavesOut() {
        Lease.Terms terms = new Lease.Terms(Duration.ofMinutes(5), Duration.ofMinutes(1));
        scene.given(new RegisterAgent(
                "agent1", "Ann", "reader", List.of("a", "b"), Assignment.PUSH, 3, terms, json("{\"cpu\":1}")));
        Agent.Description before = scene.agent("agent1").description();

        assertThat(scene.decide(new RegisterAgent.Amendment("agent1", null, null))
                        .events())
                .isEmpty();
        scene.given(new RegisterAgent.Amendment("agent1", List.of("c"), null));
        assertThat(scene.agent("agent1").description())
                .isEqualTo(new Agent.Description(
                        "Ann", "reader", List.of("c"), Assignment.PUSH, 3, terms, before.metrics()));
        scene.given(new RegisterAgent.Amendment("agent1", null, Lease.Terms.NONE));
        assertThat(scene.agent("agent1").description())
                .isEqualTo(new Agent.Description(
                        "Ann", "reader", List.of("c"), Assignment.PUSH, 3, Lease.Terms.NONE, before.metrics()));
    }

    @Test
    void amendmentOfAnAgentThatIsNotThereRegistersIt() {
        Decision amended = scene.decide(new RegisterAgent.Amendment("agent1", List.of("b", "a"), null));

        assertThat(amended.state().requireAgent("agent1"))
                .isEqualTo(scene.decide(register("agent1", "a", "b")).state().requireAgent("agent1"));
        assertThat(amended.reply()).isEqualTo(new Reply.AgentIs(amended.state().requireAgent("agent1"), true));
    }

    @Test
    void registeringWithANewDescriptionChangesOnlyTheDescription() {
        scene.given(register("agent1", "java"), submit("t1"), claim("agent1"));
        Agent before = scene.agent("agent1");

        Decision decision = scene.later(Duration.ofSeconds(5))
                .decide(new RegisterAgent("agent1", "Ann", null, List.of("java"), null));

        assertThat(decision.events()).singleElement().isInstanceOf(AgentUpdated.class);
        Agent after = decision.state().requireAgent("agent1");
        assertThat(after.name()).isEqualTo("Ann");
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("description.name", "updatedAt", "version")
                .isEqualTo(before);
    }

    @Test
    void fullSwarmRefusesNewAgentsAndKeepsThoseItHas() {
        Scene full = new Scene(new SwarmLimits(2, 10, 1_000)).given(register("a"), register("b"));

        assertThat(full.rejection(register("c"))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(full.decide(register("b", "java")).events()).hasSize(1);
        assertThat(full.given(remove("a")).decide(register("c")).events()).hasSize(1);
    }

    @Test
    void statusChangeIsOneEventWithOldAndNewStatus() {
        scene.given(register("agent1"));

        Decision decision =
                scene.decide(new UpdateAgentStatus("agent1", AgentStatus.BUSY, json("{\"step\":\"reading\"}")));

        AgentStatusChanged event = (AgentStatusChanged) decision.events().get(0);
        assertThat(decision.events()).hasSize(1);
        assertThat(event.status()).isEqualTo(AgentStatus.BUSY);
        assertThat(event.previousStatus()).isEqualTo(AgentStatus.IDLE);
        assertThat(event.activity().details()).isEqualTo(json("{\"step\":\"reading\"}"));
        assertThat(((Reply.AgentIs) decision.reply()).agent().details())
                .isEqualTo(event.activity().details());
    }

    @Test
    void statusWithTheSameDetailsWritesNothing() {
        scene.given(register("agent1"), new UpdateAgentStatus("agent1", AgentStatus.BUSY, json("{\"n\":1}")));

        Decision decision = scene.decide(new UpdateAgentStatus("agent1", AgentStatus.BUSY, json("{\"n\":1}")));

        assertThat(decision.events()).isEmpty();
        assertThat(decision.reply()).isEqualTo(new Reply.AgentIs(scene.agent("agent1"), false));
    }

    @Test
    void detailsAloneMakeAnEventAndOmittedDetailsAreCleared() {
        scene.given(register("agent1"), new UpdateAgentStatus("agent1", AgentStatus.BUSY, json("{\"n\":1}")));

        Decision decision = scene.decide(status("agent1", AgentStatus.BUSY));

        assertThat(decision.events()).hasSize(1);
        assertThat(decision.state().requireAgent("agent1").details()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void agentStatusMayFollowAnyOther(AgentStatus from) {
        scene.given(register("agent1"), status("agent1", from));

        for (AgentStatus to : AgentStatus.values()) {
            assertThat(scene.decide(status("agent1", to)).events()).hasSize(from == to ? 0 : 1);
        }
    }

    @Test
    void commandOfAnUnknownAgentIsRefused() {
        assertThat(scene.rejection(status("nobody", AgentStatus.BUSY))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(scene.rejection(heartbeat("nobody"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(scene.rejection(claim("nobody"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(scene.rejection(remove("nobody"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void heartbeatWritesNothingAndAnswersTheHeldTasks() {
        scene.given(register("agent1"), submit("t1"), submit("t2"), submit("t3"), claim("agent1"), claim("agent1"));

        Decision decision = scene.decide(
                new Heartbeat("agent1", List.of(new Work("t1", 1), new Work("t3", 4), new Work("gone", null))));

        assertThat(decision.events()).isEmpty();
        assertThat(((Reply.Held) decision.reply()).tasks())
                .containsExactly(
                        new Reply.HeldTask("t1", 1, TaskStatus.ASSIGNED, false),
                        new Reply.HeldTask("t2", 1, TaskStatus.ASSIGNED, false),
                        new Reply.HeldTask("t3", 4, TaskStatus.PENDING, true),
                        new Reply.HeldTask("gone", 0, null, true));
    }

    @Test
    void heartbeatAboutAnEndedAttemptIsAnsweredWithCancel() {
        scene.given(register("a"), register("b"), submit("t1"), claim("a"), remove("a"), claim("b"));

        Decision decision = scene.decide(new Heartbeat("b", List.of(new Work("t1", 1))));

        assertThat(((Reply.Held) decision.reply()).tasks())
                .containsExactly(
                        new Reply.HeldTask("t1", 2, TaskStatus.ASSIGNED, false),
                        new Reply.HeldTask("t1", 1, TaskStatus.ASSIGNED, true));
    }

    @Test
    void removedAgentGivesItsTasksBack() {
        scene.given(register("agent1"), submit("t1"), submit("t2"), claim("agent1"), claim("agent1"));
        scene.given(start("t1", "agent1"));

        Decision decision = scene.decide(remove("agent1"));

        assertThat(decision.reply()).isEqualTo(new Reply.Gone());
        assertThat(decision.events()).hasSize(3);
        assertThat(decision.events().get(2)).isInstanceOf(AgentEvent.AgentRemoved.class);
        assertThat(decision.state().agent("agent1")).isEmpty();
        for (String id : List.of("t1", "t2")) {
            Task task = decision.state().requireTask(id);
            assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
            assertThat(task.assignedAgents()).isEmpty();
            assertThat(task.attempt().startedAt()).isNull();
            assertThat(task.attempt().number()).isEqualTo(1);
        }
        assertThat(((TaskStatusChanged) decision.events().get(0)).agentId()).isEqualTo("agent1");
    }

    @Test
    void staleAgentThatSpeaksIsLiveInTheSameStatus() {
        scene.given(register("agent1"), status("agent1", AgentStatus.WAITING), silence("agent1", 30));
        assertThat(scene.agent("agent1").liveness()).isEqualTo(Liveness.STALE);

        Decision decision = scene.decide(heartbeat("agent1"));

        assertThat(decision.events()).singleElement().isInstanceOf(AgentLivenessChanged.class);
        assertThat(decision.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.WAITING);
    }

    @Test
    void lostAgentThatSpeaksIsLiveAndIdle() {
        scene.given(register("agent1"), status("agent1", AgentStatus.BUSY), silence("agent1", 90));
        assertThat(scene.agent("agent1").status()).isEqualTo(AgentStatus.OFFLINE);

        Decision decision = scene.decide(heartbeat("agent1"));

        assertThat(decision.events()).hasSize(2);
        assertThat(decision.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        assertThat(decision.state().requireAgent("agent1").status()).isEqualTo(AgentStatus.IDLE);
    }

    @Test
    void silenceOfOneAgentChangesNoOther() {
        scene.given(register("agent1"), register("agent2"));

        Decision decision = scene.decide(silence("agent2", 95));

        assertThat(decision.events()).hasSize(2).allMatch(event -> "agent2".equals(event.agentId()));
        assertThat(decision.state().requireAgent("agent1")).isEqualTo(scene.agent("agent1"));
        assertThat(new Scene()
                        .given(register("agent2"))
                        .decide(silence("agent2", 29))
                        .events())
                .isEmpty();
    }

    @Test
    void silenceIsJudgedOnce() {
        scene.given(register("agent1"), silence("agent1", 95));

        assertThat(silence("agent1", 200).suspects(scene.state())).isEmpty();
        assertThat(scene.decide(silence("agent1", 200)).events()).isEmpty();
    }

    @Test
    void lostAgentThatIsForgottenIsRemovedAndNoOther() {
        scene.given(register("agent1"), register("agent2"), register("agent3"));
        scene.given(silence("agent1", 90), silence("agent2", 90), silence("agent3", 30));
        SweepLiveness sweep = new SweepLiveness(
                id -> Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                lost -> !lost.id().equals("agent2"));

        assertThat(sweep.suspects(scene.state())).containsExactly("agent1");
        Decision decision = scene.decide(sweep);

        assertThat(decision.events()).singleElement().isInstanceOf(AgentRemoved.class);
        assertThat(decision.state().agents()).extracting(Agent::id).containsExactly("agent2", "agent3");
    }

    @Test
    void timestampsNeverDecreaseIfTheClockGoesBack() {
        scene.later(Duration.ofHours(1)).given(register("agent1"));

        Decision decision = scene.later(Duration.ofHours(-2)).decide(status("agent1", AgentStatus.BUSY));

        assertThat(decision.events().get(0).stamp().timestamp()).isEqualTo(Scene.NOON.plus(Duration.ofHours(1)));
    }
}
