package io.swarmbot.coordinator.past;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.coordinator.CoordinatorHarness;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.testing.RandomWriters;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a swarm was at a cursor is the fold of its log up to there. */
class PastStatesTest {

    private static final String SWARM = SwarmCoordinator.DEFAULT_SWARM;
    private static final int COMMANDS = 4_000;

    private final JsonCodec codec = new JsonCodec();

    private PastStates pastOf(CoordinatorHarness swarm) {
        return new PastStates(swarm.coordinator, swarm.store, codec, Runnable::run);
    }

    private static String text(SwarmState state) {
        return new String(Documents.snapshot(state).bytes(), StandardCharsets.UTF_8);
    }

    private static ErrorCode rejection(CompletableFuture<?> answer) {
        Throwable failure = answer.handle((done, thrown) -> thrown).join();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        assertThat(cause).isInstanceOf(Rejection.class);
        return ((Rejection) cause).code();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void stateAtEachCursorIsTheFoldOfTheLog(long seed) throws Exception {
        Random random = Seeds.random("stateAtEachCursorIsTheFoldOfTheLog", seed);
        try (CoordinatorHarness swarm =
                new CoordinatorHarness.Builder().threads(2).build()) {
            SwarmState fold = swarm.state();
            try (RandomWriters writers = new RandomWriters(swarm.coordinator, SWARM, seed)) {
                writers.allow(COMMANDS);
            }
            PastStates past = pastOf(swarm);
            List<LogEntry> log = swarm.log.entriesAfter(fold.cursor());
            assertThat(log.size())
                    .as("events, more than from one place to the next")
                    .isGreaterThan(1_200);

            int checked = 0;
            for (LogEntry entry : log) {
                fold = codec.decode(SWARM, entry, false).foldInto(fold);
                if (random.nextInt(100) == 0 || entry.seq() == log.size()) {
                    assertThat(text(past.at(SWARM, entry.cursor(), Duration.ZERO)
                                    .join()))
                            .isEqualTo(text(fold));
                    checked++;
                }
            }
            assertThat(checked).isGreaterThan(10);
        }
    }

    @Test
    void whatIsNotKeptIsRefused() {
        try (CoordinatorHarness swarm = new CoordinatorHarness.Builder()
                .replica("one", new MemoryStore(1_500, 64 << 20))
                .build()) {
            Cursor start = swarm.state().cursor();
            swarm.given(register("a1"));
            for (int n = 0; n < 4_000; n++) {
                swarm.given(submit("t" + n));
            }
            PastStates past = pastOf(swarm);
            Cursor head = swarm.state().cursor();

            assertThat(rejection(past.at(SWARM, start, Duration.ZERO))).isEqualTo(ErrorCode.CURSOR_EXPIRED);
            assertThat(rejection(past.at(SWARM, head.plus(1), Duration.ZERO))).isEqualTo(ErrorCode.BEHIND);
            assertThat(rejection(past.at(SWARM, new Cursor("none", 3), Duration.ZERO)))
                    .isEqualTo(ErrorCode.CURSOR_LOST);
            assertThat(rejection(past.at("none", head, Duration.ZERO))).isEqualTo(ErrorCode.UNKNOWN_SWARM);
            assertThat(past.at(SWARM, new Cursor(head.epoch(), head.seq() - 100), Duration.ZERO)
                            .join()
                            .openTasks())
                    .isEqualTo(3_900);
        }
    }

    @Test
    void oneStateIsMadeAtATimeAndFewWait() {
        try (CoordinatorHarness swarm = new CoordinatorHarness()) {
            swarm.given(register("a1"), submit("t1"));
            Cursor first = new Cursor(swarm.state().cursor().epoch(), 1);
            ArrayDeque<Runnable> work = new ArrayDeque<>();
            PastStates past = new PastStates(swarm.coordinator, swarm.store, codec, work::add);
            List<CompletableFuture<SwarmState>> asked = new ArrayList<>();
            for (int n = 0; n <= PastStates.MOST_WAITING; n++) {
                asked.add(past.at(SWARM, first, Duration.ZERO));
            }

            assertThat(work).hasSize(1);
            assertThatThrownBy(() -> past.at(SWARM, first, Duration.ZERO).join())
                    .hasCauseInstanceOf(Rejection.class)
                    .hasMessageContaining("too many");
            for (Runnable next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
            assertThat(asked)
                    .allSatisfy(each -> assertThat(each.join().cursor()).isEqualTo(first));
            assertThat(past.at(SWARM, first, Duration.ZERO)).isNotDone();
        }
    }
}
