package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.api.Snapshots.Snapshot;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Snapshots are encoded by others than those who ask, once for all who ask at the same time. */
class SnapshotsTest {

    private static final SwarmLimits LIMITS = new SwarmLimits(10, 10, 1_000);

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final Snapshots snapshots = new Snapshots(work::add);

    private static SwarmState state(String swarm, long seq) {
        return SwarmState.empty(swarm, LIMITS, new Cursor("k3f9", seq));
    }

    private void workOnce() {
        work.remove().run();
    }

    private static void assertAt(CompletableFuture<Snapshot> snapshot, SwarmState state) {
        assertThat(snapshot).isCompleted();
        assertThat(snapshot.join().cursor()).isEqualTo(state.cursor());
        assertThat(snapshot.join().json()).isEqualTo(Documents.snapshot(state));
    }

    @Test
    void whoAsksDoesNotEncode() {
        CompletableFuture<Snapshot> snapshot = snapshots.of(state("a", 1));

        assertThat(snapshot).isNotDone();
        workOnce();
        assertAt(snapshot, state("a", 1));
    }

    @Test
    void allWhoAskForOneCursorShareOneEncoding() {
        List<CompletableFuture<Snapshot>> asked = IntStream.range(0, 1_000)
                .mapToObj(n -> snapshots.of(state("a", 1)))
                .toList();

        workOnce();

        assertThat(work).isEmpty();
        assertThat(asked)
                .allSatisfy(
                        each -> assertThat(each.join()).isSameAs(asked.get(0).join()));
        assertThat(snapshots.of(state("a", 1)).join()).isSameAs(asked.get(0).join());
    }

    @Test
    void whoAsksWhileOneIsEncodedSharesTheNextHoweverTheSwarmMovesOn() {
        CompletableFuture<Snapshot> first = snapshots.of(state("a", 1));
        List<CompletableFuture<Snapshot>> later = IntStream.rangeClosed(2, 500)
                .mapToObj(seq -> snapshots.of(state("a", seq)))
                .toList();

        workOnce();
        assertAt(first, state("a", 1));
        assertThat(later).noneMatch(CompletableFuture::isDone);
        workOnce();

        assertThat(work).isEmpty();
        later.forEach(each -> assertAt(each, state("a", 500)));
    }

    @Test
    void swarmsDoNotWaitForOneAnother() {
        CompletableFuture<Snapshot> one = snapshots.of(state("a", 1));
        CompletableFuture<Snapshot> other = snapshots.of(state("b", 1));

        assertThat(work).hasSize(2);
        workOnce();
        workOnce();

        assertAt(one, state("a", 1));
        assertAt(other, state("b", 1));
    }

    @Test
    void whoGivesUpDoesNotTakeItFromTheOthers() {
        CompletableFuture<Snapshot> impatient = snapshots.of(state("a", 1));
        CompletableFuture<Snapshot> patient = snapshots.of(state("a", 1));

        impatient.cancel(false);
        workOnce();

        assertAt(patient, state("a", 1));
    }

    @Test
    void aFailureIsToldAndTheNextOneIsTried() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        Snapshots failing = new Snapshots(task -> {
            if (isFull.get()) {
                throw new RejectedExecutionException("for a test");
            }
            work.add(task);
        });

        assertThat(failing.of(state("a", 1))).isCompletedExceptionally();

        isFull.set(false);
        CompletableFuture<Snapshot> snapshot = failing.of(state("a", 1));
        workOnce();
        assertAt(snapshot, state("a", 1));
    }
}
