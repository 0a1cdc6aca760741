package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Scene;
import io.swarmbot.http.Answer;
import io.swarmbot.http.AnswerBudget;
import io.swarmbot.http.Compression;
import io.swarmbot.http.WarmUpEnded;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.ManualTicker;
import io.swarmbot.testing.ManualTimer;
import io.swarmbot.wire.Documents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Snapshots are encoded in parts on other threads, each part once for all readers that are about as far. */
class SnapshotsTest {

    private static final SwarmLimits LIMITS = new SwarmLimits(1_000, 10, 1_000);

    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final ManualTicker ticker = ManualTicker.aboveZero();
    private final ManualTimer timer = new ManualTimer(ticker);
    private final AnswerBudget budget = budget(64 << 20);
    private final Snapshots snapshots = new Snapshots(budget, work::add, ticker, timer);
    private int encoded;

    private static SwarmState state(String swarm, long seq) {
        return SwarmState.empty(swarm, LIMITS, new Cursor("k3f9", seq));
    }

    private static AnswerBudget budget(long bytes) {
        return new AnswerBudget(
                () -> Optional.of(new MemorySize(BigInteger.valueOf(bytes))), new SimpleMeterRegistry());
    }

    /** Of about 4 KB for each agent. */
    private static Scene swarm(int agents) {
        Scene scene = new Scene(LIMITS);
        for (int n = 0; n < agents; n++) {
            Json metrics = new Json("{\"m\":\"" + "x".repeat(4_000) + "\"}");
            scene.given(new RegisterAgent("agent" + n, null, null, List.of(), metrics));
        }
        return scene;
    }

    private void workAll() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
            encoded++;
        }
    }

    /** One reader that takes its pieces when the test says so. */
    private final class Reader {

        private final Answer answer;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private CompletableFuture<Answer.Piece> piece;

        Reader(SwarmState state, Compression compression) {
            answer = snapshots.answer(state, compression);
            piece = answer.next();
        }

        Reader(SwarmState state) {
            this(state, Compression.NEVER);
        }

        boolean isDone() {
            return piece.isDone() && piece.join().isLast();
        }

        /** Takes the piece that was made, and asks for the next one. */
        void take() {
            bytes.writeBytes(piece.join().bytes());
            piece = answer.next();
        }

        byte[] whole() {
            workAll();
            while (!isDone()) {
                take();
                workAll();
            }
            bytes.writeBytes(piece.join().bytes());
            return bytes.toByteArray();
        }
    }

    private static byte[] unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    @Test
    void readerDoesNotEncode() {
        Reader reader = new Reader(state("a", 1));

        assertThat(reader.piece).isNotDone();
        assertThat(reader.whole()).isEqualTo(Documents.snapshot(state("a", 1)).bytes());
    }

    @Test
    void readersOfOneCursorShareEachPartAndGetTheWhole() {
        SwarmState state = swarm(100).state();
        byte[] whole = Documents.snapshot(state).bytes();
        List<Reader> readers =
                Stream.generate(() -> new Reader(state)).limit(50).toList();

        while (!readers.get(0).isDone()) {
            workAll();
            readers.stream().filter(each -> !each.isDone()).forEach(Reader::take);
            workAll();
        }

        assertThat(readers).allSatisfy(each -> assertThat(each.whole()).isEqualTo(whole));
        assertThat(encoded).isBetween(6, 8);
    }

    @Test
    void readerThatComesLaterSharesWhatIsKept() {
        SwarmState state = swarm(100).state();
        new Reader(state).whole();
        int first = encoded;

        assertThat(new Reader(state).whole())
                .isEqualTo(Documents.snapshot(state).bytes());

        assertThat(encoded).isEqualTo(first);
    }

    @Test
    void compressedPartsAreSharedAsWell() throws IOException {
        SwarmState state = swarm(100).state();
        byte[] whole = Documents.snapshot(state).bytes();
        byte[] compressed = new Reader(state, Compression.IF_LONG).whole();
        int first = encoded;

        assertThat(new Reader(state, Compression.IF_LONG).whole()).isEqualTo(compressed);

        assertThat(encoded).isEqualTo(first);
        assertThat(unzipped(compressed)).isEqualTo(whole);
        assertThat(compressed).hasSizeLessThan(whole.length / 5);
        assertThat(new Reader(state).whole()).isEqualTo(whole);
    }

    /** Its parts are not there any more, so they are made for it alone. */
    @Test
    void readerThatIsFarBehindGetsTheWholeAllTheSame() throws IOException {
        SwarmState state = swarm(300).state();
        SwarmState others = swarm(299).state();
        AnswerBudget narrow = budget(4 << 20);
        Snapshots few = new Snapshots(narrow, work::add, ticker, timer);
        Answer slow = few.answer(state, Compression.IF_LONG);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long most = 0;
        Answer.Piece piece;
        do {
            CompletableFuture<Answer.Piece> next = slow.next();
            workAll();
            piece = next.join();
            bytes.writeBytes(piece.bytes());
            Answer fast = few.answer(others, Compression.NEVER);
            for (boolean isLast = false; !isLast; ) {
                CompletableFuture<Answer.Piece> one = fast.next();
                workAll();
                isLast = one.join().isLast();
                most = Math.max(most, narrow.used());
            }
        } while (!piece.isLast());

        assertThat(unzipped(bytes.toByteArray()))
                .isEqualTo(Documents.snapshot(state).bytes());
        assertThat(most).isPositive().isLessThanOrEqualTo(narrow.documentLimit() / 4);
    }

    @Test
    void partsAreKeptUpToTheirLimitOnly() {
        AnswerBudget narrow = budget(1 << 20);
        Snapshots few = new Snapshots(narrow, work::add, ticker, timer);

        for (int n = 0; n < 2_000; n++) {
            few.answer(state("swarm" + n, 1), Compression.NEVER).next();
            workAll();
        }

        assertThat(narrow.used()).isPositive().isLessThanOrEqualTo(narrow.documentLimit() / 4);
    }

    @Test
    void snapshotIsServedAlsoIfNothingCanBeKept() {
        AnswerBudget none = budget(1_000);
        CompletableFuture<Answer.Piece> piece = new Snapshots(none, work::add, ticker, timer)
                .answer(state("a", 1), Compression.NEVER)
                .next();

        workAll();

        assertThat(piece.join().bytes())
                .isEqualTo(Documents.snapshot(state("a", 1)).bytes());
        assertThat(none.used()).isZero();
    }

    @Test
    void readersOfAnotherCursorGatherWhileOneIsUnderWay() {
        SwarmState first = state("a", 1);
        assertThat(snapshots.shown(first)).isCompletedWithValue(first);
        List<CompletableFuture<SwarmState>> later = IntStream.rangeClosed(2, 500)
                .mapToObj(seq -> snapshots.shown(state("a", seq)))
                .toList();
        assertThat(snapshots.shown(first)).as("the same cursor").isCompletedWithValue(first);
        assertThat(snapshots.shown(state("b", 1))).as("another swarm").isCompleted();
        later.get(0).cancel(false);

        letPass(Snapshots.SHORTEST_PAUSE);

        assertThat(later.subList(1, later.size()))
                .allSatisfy(each -> assertThat(each.join().cursor())
                        .isEqualTo(state("a", 500).cursor()));
    }

    private void letPass(Duration time) {
        ticker.advance(time);
        timer.ring();
        workAll();
    }

    private void assertShownAfter(Duration pause, SwarmState state) {
        CompletableFuture<SwarmState> shown = snapshots.shown(state);
        if (!pause.isZero()) {
            letPass(pause.minusNanos(1));
            assertThat(shown).isNotDone();
            letPass(Duration.ofNanos(1));
        }
        assertThat(shown).isCompleted();
    }

    @Test
    void pauseIsLongerWithEachSnapshotUnderWayAndOverWhenTheyAreEncoded() {
        assertShownAfter(Duration.ZERO, state("a", 1));
        assertShownAfter(Snapshots.SHORTEST_PAUSE, state("a", 2));
        assertShownAfter(Snapshots.SHORTEST_PAUSE.multipliedBy(2), state("a", 3));
        assertShownAfter(Snapshots.SHORTEST_PAUSE.multipliedBy(4), state("a", 4));

        for (int seq = 1; seq <= 4; seq++) {
            new Reader(state("a", seq)).whole();
        }

        assertShownAfter(Duration.ZERO, state("a", 5));
    }

    @Test
    void readersNeverWaitLongerThanTheLongestPause() {
        for (int seq = 1; seq < 1_000; seq++) {
            CompletableFuture<SwarmState> shown = snapshots.shown(state("a", seq));
            letPass(Snapshots.LONGEST_PAUSE);
            assertThat(shown).isCompleted();
        }
    }

    @Test
    void whatIsKeptOfTheSwarmOfTheWarmUpGoesAndNothingElse() {
        new Reader(state("warm-up-1", 1)).whole();
        long ofWarmUp = budget.used();
        new Reader(state("b", 1)).whole();
        long ofBoth = budget.used();
        assertThat(ofWarmUp).isPositive();

        snapshots.forget(new WarmUpEnded("warm-up-1"));

        assertThat(budget.used()).isEqualTo(ofBoth - ofWarmUp);
        int before = encoded;
        new Reader(state("b", 1)).whole();
        assertThat(encoded).as("that of another swarm is kept").isEqualTo(before);
        new Reader(state("warm-up-1", 1)).whole();
        assertThat(encoded).as("that of the warm-up is gone").isEqualTo(before + 1);
    }

    @Test
    void snapshotOfTheWarmUpIsNotUnderWayAnyMoreWhenItEnds() {
        assertShownAfter(Duration.ZERO, state("warm-up-1", 1));
        assertShownAfter(Duration.ZERO, state("b", 1));

        snapshots.forget(new WarmUpEnded("warm-up-1"));

        assertShownAfter(Duration.ZERO, state("warm-up-1", 2));
        assertShownAfter(Snapshots.SHORTEST_PAUSE, state("b", 2));
    }

    /** Whoever waits is not forgotten. */
    @Test
    void readersThatWaitWhenTheWarmUpEndsAreShownWhatTheyAskedFor() {
        assertShownAfter(Duration.ZERO, state("warm-up-1", 1));
        CompletableFuture<SwarmState> waiting = snapshots.shown(state("warm-up-1", 2));
        assertThat(waiting).isNotDone();

        snapshots.forget(new WarmUpEnded("warm-up-1"));
        letPass(Snapshots.SHORTEST_PAUSE);

        assertThat(waiting.join().cursor()).isEqualTo(state("warm-up-1", 2).cursor());
    }

    @Test
    void failureIsToldAndTheNextReaderTriesAgain() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        Snapshots failing = new Snapshots(
                budget,
                task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("for a test");
                    }
                    work.add(task);
                },
                ticker,
                timer);

        CompletableFuture<Answer.Piece> failed =
                failing.answer(state("a", 1), Compression.NEVER).next();
        assertThatThrownBy(failed::join).hasRootCauseInstanceOf(RejectedExecutionException.class);

        isFull.set(false);
        CompletableFuture<Answer.Piece> piece =
                failing.answer(state("a", 1), Compression.NEVER).next();
        workAll();
        assertThat(piece.join().bytes())
                .isEqualTo(Documents.snapshot(state("a", 1)).bytes());
    }
}
