package io.swarmbot.swarm;

import static io.swarmbot.swarm.CoordinatorHarness.SWARM;
import static io.swarmbot.swarm.Scene.claim;
import static io.swarmbot.swarm.Scene.heartbeat;
import static io.swarmbot.swarm.Scene.register;
import static io.swarmbot.swarm.Scene.status;
import static io.swarmbot.swarm.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.CoordinatorHarness.Builder;
import io.swarmbot.swarm.ScriptedStore.Held;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Silence of 30 s makes an agent stale, of 90 s lost; it comes back by speaking. */
class SweepLivenessTest {

    private final CoordinatorHarness swarm = new CoordinatorHarness().given(register("agent1"));

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
    void whoIsSilentBecomesStaleAndKeepsItsStatus() {
        swarm.given(status("agent1", AgentStatus.BUSY));

        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);

        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
        assertThat(agent().status()).isEqualTo(AgentStatus.BUSY);
    }

    @Test
    void whoIsSilentForLongIsLostAndOfflineInOneAppend() {
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
    void whoSpeaksIsNotSilentAlsoWhereItSaysNothingNew() {
        for (int n = 0; n < 10; n++) {
            swarm.passes(29);
            swarm.given(n % 2 == 0 ? heartbeat("agent1") : status("agent1", AgentStatus.IDLE));
        }

        assertThat(types()).containsExactly("agent_registered");
    }

    @Test
    void whoWasStaleAndSpeaksIsLive() {
        swarm.passes(40);

        swarm.given(heartbeat("agent1"));

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void whoWasLostAndSpeaksIsIdleAndCanBeLostAgain() {
        swarm.passes(100);

        swarm.given(heartbeat("agent1"));

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        assertThat(agent().status()).isEqualTo(AgentStatus.IDLE);
        swarm.passes(90);
        assertThat(agent().liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void aSweepThatComesLateJudgesNobodyAndRestartsTheClocks() {
        swarm.passes(10);
        swarm.clock.advance(Duration.ofMinutes(10));

        swarm.coordinator.sweep();

        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(29);
        assertThat(agent().liveness()).isEqualTo(Liveness.LIVE);
        swarm.passes(1);
        assertThat(agent().liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void afterAStartNobodyHasBeenSilentYet() {
        swarm.passes(20);
        CoordinatorHarness restarted =
                new Builder().replica("replica2", swarm.log.store).build();
        restarted.state();

        restarted.passes(29);

        assertThat(restarted.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        restarted.close();
    }

    @Test
    void aSweepThatTheStoreRefusedIsDoneByTheNext() {
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
    void whoRegistersWhileASweepRunsIsNotSilent() {
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
    void manyAreJudgedInSeveralSweeps() {
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
