package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that was paused says that it may be stale, until it has read what it missed. */
class PausedReplicaTest {

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness other =
            new Builder().replica("other", shared).manualTime().build();
    private final CoordinatorHarness paused =
            new Builder().replica("paused", shared).manualTime().build();
    private final SharedHeads heads = new SharedHeads(shared);

    @BeforeEach
    void share() {
        paused.store.shared = heads;
        other.given(register("agent1"));
        paused.state();
        paused.lookAtStore();
    }

    @AfterEach
    void close() {
        other.close();
        paused.close();
    }

    private boolean isStale() {
        return paused.coordinator.staleSince(SWARM).isPresent();
    }

    /** It neither hears nor looks, and time goes by. Then it goes on, and the store does not answer yet. */
    private void pause(Duration time) {
        paused.store.isTailSilent = true;
        other.given(submit("t1"), submit("t2"));
        heads.gate = new CompletableFuture<>();
        paused.clock.advance(time);
        paused.ticker.advance(time);
    }

    @Test
    void firstReadAfterAPauseSaysSinceWhenItMayBeStale() {
        Instant before = paused.clock.instant();

        pause(Duration.ofSeconds(100));

        assertThat(paused.coordinator.staleSince(SWARM)).contains(before);
    }

    @Test
    void swarmThatLooksConfirmIsNotStale() {
        for (int n = 0; n < 20; n++) {
            paused.passes(Duration.ofMillis(500));
            assertThat(isStale()).isFalse();
            paused.lookAtStore();
        }
        paused.ticker.advance(Duration.ofMillis(1_001));
        assertThat(isStale()).isTrue();
    }

    @Test
    void slowAnswerSaysNothingAboutTheTimeAfterTheQuestion() {
        heads.gate = new CompletableFuture<>();
        paused.passes(Duration.ofMillis(900));
        paused.lookAtStore();
        paused.passes(Duration.ofMillis(900));
        heads.gate.complete(null);
        assertThat(isStale()).isFalse();

        paused.passes(Duration.ofMillis(101));

        assertThat(isStale()).isTrue();
    }

    @Test
    void replicaThatCatchesUpIsStaleUntilItHasReachedTheHeadThatItWasTold() {
        Held<ReadResult> read = new Held<>();
        pause(Duration.ofSeconds(100));
        paused.store.onRead(read);
        paused.lookAtStore();
        heads.gate.complete(null);
        read.awaitCall();
        assertThat(isStale()).isTrue();

        read.release();

        assertThat(isStale()).isFalse();
        assertThat(paused.state().cursor()).isEqualTo(other.log.head());
    }

    @Test
    void streamsAreToldThatTheReplicaLagsAndThatItDoesNot() {
        Held<ReadResult> read = new Held<>();
        pause(Duration.ofSeconds(100));
        paused.store.onRead(read);
        paused.lookAtStore();
        heads.gate.complete(null);
        read.awaitCall();
        assertThat(paused.published.of(StoreAvailability.class)).isEmpty();

        paused.passes(Duration.ofMillis(1_001));
        paused.lookAtStore();
        paused.lookAtStore();
        assertThat(paused.published.of(StoreAvailability.class))
                .extracting(StoreAvailability::isAvailable, StoreAvailability::swarm)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(false, SWARM));
        read.release();
        paused.lookAtStore();

        assertThat(paused.published.of(StoreAvailability.class))
                .extracting(StoreAvailability::isAvailable)
                .containsExactly(false, true);
    }

    @Test
    void readOfACursorThatIsNotReachedYetIsBehind() {
        Held<ReadResult> read = new Held<>();
        pause(Duration.ofSeconds(100));
        paused.store.onRead(read);
        CompletableFuture<SwarmState> answer =
                paused.coordinator.stateAt(SWARM, other.log.head(), Duration.ofSeconds(1));
        read.awaitCall();

        paused.passes(Duration.ofSeconds(1));

        assertThat(rejection(answer)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void readOfACursorOfAnotherEpochIsBehindWhileTheStoreCannotSayMore() {
        paused.store.onRead(really -> CompletableFuture.failedStage(CoordinatorHarness.unavailable()));

        CompletableFuture<SwarmState> answer =
                paused.coordinator.stateAt(SWARM, new Cursor("zzzz", 7), Duration.ofSeconds(1));

        assertThat(rejection(answer)).isEqualTo(ErrorCode.BEHIND);
    }

    @Test
    void swarmThatIsLoadedAfterAPauseIsFresh() {
        heads.gate = new CompletableFuture<>();
        paused.passes(Duration.ofSeconds(100));
        CoordinatorHarness late =
                new Builder().replica("late", shared).manualTime().build();
        late.store.shared = heads;
        late.passes(Duration.ofSeconds(100));

        late.state();

        assertThat(late.coordinator.staleSince(SWARM)).isEmpty();
        assertThat(late.coordinator.staleSince("")).isPresent();
        late.close();
    }
}
