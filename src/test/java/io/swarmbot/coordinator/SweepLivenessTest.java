package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Scene;
import io.swarmbot.command.SweepLiveness;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Silence of 30 s makes an agent stale, of 90 s lost; it comes back by speaking. */
class SweepLivenessTest {

    private final CoordinatorHarness swarm = new Builder().manualTime().build().given(register("agent1"));

    @AfterEach
    void close() {
        swarm.close();
    }

    private Agent agent() {
        return swarm.state().requireAgent("agent1");
    }

    private List<String> types() {
        return swarm.published.entries(SWARM).stream().map(LogEntry::type).toList();
    }

    @Test
    void silentAgentBecomesStaleAndKeepsItsStatus() {
        swarm.given(status("agent1", AgentStatus.BUSY));

        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);

        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
        assertThat(agent().status()).isEqualTo(AgentStatus.BUSY);
    }

    @Test
    void agentThatIsSilentForLongIsLostAndOfflineInOneAppend() {
        swarm.given(submit("t1"), claim("agent1"));

        swarm.passes(89);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);

        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.LOST);
        assertThat(agent().status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(agent().currentTask()).isNull();
        List<GroupCommitted> groups = swarm.published.groups(SWARM);
        assertThat(groups.get(groups.size() - 1).entries())
                .extracting(LogEntry::type)
                .containsExactly("agent_liveness_changed", "agent_status_changed");
    }

    @Test
    void itIsSaidOnce() {
        swarm.passes(300);

        assertThat(types())
                .containsExactly(
                        "agent_registered", "agent_liveness_changed", "agent_liveness_changed", "agent_status_changed");
    }

    @Test
    void agentThatSaysNothingNewIsNotSilent() {
        for (int n = 0; n < 10; n++) {
            swarm.passes(29);
            swarm.given(n % 2 == 0 ? heartbeat("agent1") : status("agent1", AgentStatus.IDLE));
        }

        assertThat(types()).containsExactly("agent_registered");
    }

    /** Replicas allow one another two sweeps, so it would be stale after 32 s. */
    @Test
    void agentIsNotJudgedForTimeInWhichTheOtherReplicasWereAsked() {
        SharedHeads others = new SharedHeads(swarm.store);
        swarm.store.shared = others;
        swarm.passes(31);
        others.gate = new CompletableFuture<>();
        swarm.given(register("agent2"));
        swarm.coordinator.sweep();
        swarm.passes(Duration.ofSeconds(2));

        others.gate.complete(null);

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        others.silences = Map.of("agent1", Duration.ofSeconds(1));
        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        others.silences = Map.of();
        swarm.passes(32);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void agentThatSpeaksWhileItIsJudgedIsNeitherLostNorRemoved() {
        Scene scene = new Scene().given(register("agent1"));
        AtomicBoolean isAsked = new AtomicBoolean();

        scene.given(new SweepLiveness(
                agent -> isAsked.getAndSet(true) ? Duration.ZERO : Duration.ofSeconds(100),
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                lost -> true));

        assertThat(scene.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
    }

    @Test
    void staleAgentThatSpeaksIsLive() {
        swarm.passes(40);

        swarm.given(heartbeat("agent1"));

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void lostAgentThatSpeaksIsIdleAndCanBeLostAgain() {
        swarm.passes(100);

        swarm.given(heartbeat("agent1"));

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        assertThat(agent().status()).isEqualTo(AgentStatus.IDLE);
        swarm.passes(90);
        assertThat(agent().liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void agentThatIsLostForADayLeavesTheList() {
        swarm.passes(90);
        swarm.passes(24 * 3600 - 1);
        assertThat(agent().liveness()).isEqualTo(Liveness.LOST);

        swarm.passes(1);

        assertThat(swarm.state().agents()).isEmpty();
        assertThat(types()).endsWith("agent_removed");
        swarm.given(register("agent1"));
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
    }

    @Test
    void agentThatSpeaksBeforeTheDayIsOverStays() {
        swarm.passes(24 * 3600);

        swarm.given(heartbeat("agent1"));

        swarm.passes(24 * 3600);
        assertThat(agent().liveness()).isEqualTo(Liveness.LOST);
    }

    /** The log says since when it is lost. After the start it may speak for as long as any other agent. */
    @Test
    void restartDoesNotKeepALostAgentInTheList() {
        swarm.passes(90);
        CoordinatorHarness restarted =
                new Builder().manualTime().replica("replica2", swarm.log.store).build();
        restarted.clock.advance(Duration.ofDays(2));
        restarted.state();
        restarted.passes(80);
        assertThat(restarted.state().agents()).hasSize(1);

        restarted.passes(20);

        assertThat(restarted.state().agents()).isEmpty();
        restarted.close();
    }

    @Test
    void lateSweepJudgesNobodyAndRestartsTheClocks() {
        swarm.passes(10);
        swarm.passes(Duration.ofMinutes(10));

        swarm.coordinator.sweep();

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void clocksBeginAtTheStart() {
        swarm.passes(20);
        CoordinatorHarness restarted =
                new Builder().manualTime().replica("replica2", swarm.log.store).build();
        restarted.state();

        restarted.passes(29);

        assertThat(restarted.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        restarted.close();
    }

    @Test
    void sweepThatTheStoreRefusedIsDoneByTheNextSweep() {
        swarm.passes(29);
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.passes(1);
        append.awaitCall().fail(CoordinatorHarness.unavailable());
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);

        swarm.passes(1);

        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void sweepsDoNotPileUpBehindASlowStore() {
        swarm.passes(29);
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.passes(20);

        append.awaitCall().release();

        assertThat(types()).containsExactly("agent_registered", "agent_liveness_changed");
    }

    @Test
    void agentThatRegistersDuringASweepIsNotSilent() {
        swarm.passes(60);
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(register("agent2"));
        append.awaitCall();

        swarm.coordinator.sweep();

        append.release();
        swarm.passes(20);
        assertThat(swarm.state().requireAgent("agent2").liveness()).isEqualTo(Liveness.LIVE);
    }

    @Test
    void manyAgentsAreJudgedInSeveralSweeps() {
        for (int n = 0; n < 450; n++) {
            swarm.given(register("other" + n));
        }

        swarm.passes(30);
        assertThat(count(Liveness.STALE)).isEqualTo(200);

        swarm.passes(2);
        assertThat(count(Liveness.STALE)).isEqualTo(451);
    }

    private long count(Liveness liveness) {
        return swarm.state().agents().stream()
                .filter(agent -> agent.liveness() == liveness)
                .count();
    }
}
