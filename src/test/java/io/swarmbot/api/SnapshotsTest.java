package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.swarmbot.api.Snapshots.Snapshot;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Scene;
import io.swarmbot.http.Answer;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Snapshots are encoded on other threads, once for all clients that ask at the same time. */
class SnapshotsTest {

    private static final SwarmLimits LIMITS = new SwarmLimits(10, 10, 1_000);

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final AnswerBudget budget = budget(1 << 20);
    private final Snapshots snapshots = new Snapshots(work::add, budget);

    private static SwarmState state(String swarm, long seq) {
        return SwarmState.empty(swarm, LIMITS, new Cursor("k3f9", seq));
    }

    private static AnswerBudget budget(long bytes) {
        return new AnswerBudget(
                () -> Optional.of(new MemorySize(BigInteger.valueOf(bytes))), new SimpleMeterRegistry());
    }

    private static byte[] bytes(Snapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Answer answer = snapshot.body().answer();
        for (byte[] piece = answer.next(); piece != null; piece = answer.next()) {
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    private void workOnce() {
        work.remove().run();
    }

    private static void assertAt(CompletableFuture<Snapshot> snapshot, SwarmState state) {
        assertThat(snapshot).isCompleted();
        assertThat(snapshot.join().cursor()).isEqualTo(state.cursor());
        assertThat(bytes(snapshot.join())).isEqualTo(Documents.snapshot(state).bytes());
    }

    @Test
    void callerDoesNotEncode() {
        CompletableFuture<Snapshot> snapshot = snapshots.of(state("a", 1));

        assertThat(snapshot).isNotDone();
        workOnce();
        assertAt(snapshot, state("a", 1));
    }

    @Test
    void callersForOneCursorShareOneEncoding() {
        List<CompletableFuture<Snapshot>> asked = IntStream.range(0, 1_000)
                .mapToObj(n -> snapshots.of(state("a", 1)))
                .toList();

        workOnce();

        assertThat(work).isEmpty();
        assertThat(asked)
                .allSatisfy(
                        each -> assertThat(each.join()).isSameAs(asked.get(0).join()));
        assertThat(snapshots.of(state("a", 1)).join()).isEqualTo(asked.get(0).join());
    }

    @Test
    void callersDuringAnEncodingShareTheNextOne() {
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
    void callerThatGivesUpDoesNotCancelItForTheOthers() {
        CompletableFuture<Snapshot> impatient = snapshots.of(state("a", 1));
        CompletableFuture<Snapshot> patient = snapshots.of(state("a", 1));

        impatient.cancel(false);
        workOnce();

        assertAt(patient, state("a", 1));
    }

    @Test
    void snapshotCountsUntilItsLastCallerHasReleasedIt() {
        List<CompletableFuture<Snapshot>> asked =
                List.of(snapshots.of(state("a", 1)), snapshots.of(state("a", 1)), snapshots.of(state("a", 2)));
        workOnce();
        workOnce();
        long one = asked.get(0).join().body().length();
        long kept = asked.get(2).join().body().length();

        assertThat(budget.used()).isEqualTo(one + kept);
        asked.get(0).join().body().release();
        assertThat(budget.used()).isEqualTo(one + kept);
        asked.get(1).join().body().release();
        asked.get(2).join().body().release();
        assertThat(budget.used()).as("the last one is kept for later callers").isEqualTo(kept);
    }

    @Test
    void keptSnapshotsMakeRoomForOneThatIsAskedFor() {
        AnswerBudget small = budget(20_000);
        Snapshots few = new Snapshots(work::add, small);
        CompletableFuture<Snapshot> first = few.of(state("a", 1));
        workOnce();
        first.join().body().release();
        assertThat(small.used()).isPositive();

        for (int n = 0; n < 100; n++) {
            CompletableFuture<Snapshot> next = few.of(state("swarm" + n, 1));
            workOnce();
            next.join().body().release();
        }

        assertThat(small.used()).isLessThanOrEqualTo(small.documentLimit() / 4);
    }

    /** Of some 40 KB. */
    private static Scene largeSwarm() {
        Scene scene = new Scene();
        for (int n = 0; n < 10; n++) {
            Json metrics = new Json("{\"m\":\"" + "x".repeat(4_000) + "\"}");
            scene.given(new RegisterAgent("agent" + n, null, null, List.of(), metrics));
        }
        return scene;
    }

    private Snapshot encoded(Snapshots from, SwarmState state) {
        CompletableFuture<Snapshot> snapshot = from.of(state);
        workOnce();
        return snapshot.join();
    }

    private static Snapshot present(Snapshots from, SwarmState state) {
        CompletableFuture<Snapshot> snapshot = from.of(state);
        assertThat(snapshot).isCompleted();
        return snapshot.join();
    }

    /** It is too long to be kept, but its bytes are there. */
    @Test
    void snapshotThatSomebodyStillReadsIsSharedWithLaterCallers() {
        SwarmState state = largeSwarm().state();
        Snapshots narrow = new Snapshots(work::add, budget(100_000));
        Snapshot first = encoded(narrow, state);

        Snapshot shared = present(narrow, state);
        first.body().release();
        Snapshot last = present(narrow, state);
        shared.body().release();

        assertThat(work).isEmpty();
        assertThat(bytes(last)).isEqualTo(Documents.snapshot(state).bytes());
        last.body().release();
        assertThat(narrow.of(state)).isNotDone();
        assertThat(work).hasSize(1);
    }

    @Test
    void snapshotThatWillNotFitIsRefusedAndComesOnceThereIsRoom() {
        Scene scene = largeSwarm();
        AnswerBudget narrow = budget(100_000);
        Snapshots some = new Snapshots(work::add, narrow);
        Snapshot held = encoded(some, scene.state());
        scene.given(Scene.register("agent10"));

        CompletableFuture<Snapshot> refused = some.of(scene.state());
        workOnce();
        assertThat(refused).isCompletedExceptionally();
        assertThat(narrow.used()).isEqualTo(held.body().length());

        held.body().release();
        assertThat(bytes(encoded(some, scene.state())))
                .isEqualTo(Documents.snapshot(scene.state()).bytes());
    }

    @Test
    void snapshotForWhichThereIsNoRoomIsRefusedAndHoldsNothing() {
        AnswerBudget none = budget(1_000);
        CompletableFuture<Snapshot> snapshot = new Snapshots(work::add, none).of(state("a", 1));

        workOnce();

        assertThat(snapshot).isCompletedExceptionally();
        assertThat(none.used()).isZero();
    }

    @Test
    void failureIsToldAndTheNextEncodingIsTried() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        Snapshots failing = new Snapshots(
                task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("for a test");
                    }
                    work.add(task);
                },
                budget);

        assertThat(failing.of(state("a", 1))).isCompletedExceptionally();

        isFull.set(false);
        CompletableFuture<Snapshot> snapshot = failing.of(state("a", 1));
        workOnce();
        assertAt(snapshot, state("a", 1));
    }
}
