package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.RequestInput;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.time.LogsAhead;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Time that passes is measured, however the clocks jump; only deadlines follow them. */
class ClockJumpTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration HOUR = Duration.ofHours(1);

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final List<CoordinatorHarness> replicas = new ArrayList<>();
    private final CoordinatorHarness swarm = replica("one", Duration.ZERO);

    /** A replica whose clock is off by that much. */
    private CoordinatorHarness replica(String name, Duration ahead) {
        CoordinatorHarness made =
                new Builder().replica(name, shared).manualTime().build();
        made.clock.advance(ahead);
        replicas.add(made);
        return made;
    }

    @AfterEach
    void close() {
        replicas.forEach(CoordinatorHarness::close);
    }

    private static Task task(CoordinatorHarness replica) {
        return replica.state().requireTask("t1");
    }

    /** A limit of a task: what begins it, what shows that it is over, and after how long that is. */
    @SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
    enum Limit {
        START(30, swarm -> {}, task -> task.status() == TaskStatus.PENDING),
        LEASE(60, swarm -> swarm.given(start("t1", "agent1")), task -> task.status() == TaskStatus.PENDING),
        TIME_OUT(
                20,
                swarm -> swarm.given(start("t1", "agent1")),
                task -> task.status() == TaskStatus.PENDING && task.attempt().notBefore() != null),
        STUCK(120, swarm -> swarm.given(start("t1", "agent1")), task -> task.alert() == AlertKind.STUCK),
        QUESTION(
                10,
                swarm -> swarm.given(
                        start("t1", "agent1"),
                        new RequestInput("t1", "agent1", 1, new Json("\"which?\""), Duration.ofSeconds(10))),
                task -> task.status() == TaskStatus.FAILED),
        PAUSE(
                1,
                swarm -> swarm.given(start("t1", "agent1"), fail("t1", "agent1", "\"no\"")),
                task -> task.attempt().notBefore() == null);

        private final int seconds;
        private final Consumer<CoordinatorHarness> begin;
        private final Predicate<Task> isOver;

        Limit(int seconds, Consumer<CoordinatorHarness> begin, Predicate<Task> isOver) {
            this.seconds = seconds;
            this.begin = begin;
            this.isOver = isOver;
        }

        void begin(CoordinatorHarness swarm) {
            Duration timeout = this == TIME_OUT ? Duration.ofSeconds(20) : Duration.ofHours(10);
            swarm.given(
                    register("agent1"),
                    new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, timeout, null, 1),
                    claim("agent1"));
            begin.accept(swarm);
        }

        /** What the agent says meanwhile, so that no other limit than this one is over first. */
        void keepUp(CoordinatorHarness swarm) {
            List<Heartbeat.Work> works = this == LEASE ? List.of() : List.of(new Heartbeat.Work("t1", 1));
            swarm.given(new Heartbeat("agent1", works));
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitIsOverInTimeAfterTheClockStepsBack(Limit limit) {
        limit.begin(swarm);
        swarm.clock.advance(HOUR.negated());

        assertIsOverInTime(limit, swarm, () -> {});
    }

    @ParameterizedTest
    @EnumSource
    void limitIsNotOverEarlyAfterTheClockStepsAhead(Limit limit) {
        limit.begin(swarm);
        swarm.clock.advance(HOUR);

        assertIsOverInTime(limit, swarm, () -> {});
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void limitIsOverInTimeHoweverTheClockJumps(long seed) {
        Random random = Seeds.random("limitIsOverInTimeHoweverTheClockJumps", seed);
        for (Limit limit : Limit.values()) {
            CoordinatorHarness jumping = new Builder().manualTime().build();
            replicas.add(jumping);
            Runnable jump = () -> {
                if (random.nextInt(4) == 0) {
                    jumping.clock.advance(Duration.ofSeconds(random.nextInt(200_000) - 100_000));
                }
            };
            jump.run();
            limit.begin(jumping);

            assertIsOverInTime(limit, jumping, jump);
        }
    }

    private static void assertIsOverInTime(Limit limit, CoordinatorHarness swarm, Runnable jump) {
        for (int second = 1; second < limit.seconds; second++) {
            jump.run();
            limit.keepUp(swarm);
            swarm.passes(1);
            assertThat(limit.isOver.test(task(swarm)))
                    .as("%s after %s s", limit, second)
                    .isFalse();
        }
        jump.run();
        swarm.passes(1);
        assertThat(limit.isOver.test(task(swarm))).as("%s is over", limit).isTrue();
    }

    @Test
    void silenceIsMeasuredHoweverTheClockJumps() {
        swarm.given(register("agent1"));
        swarm.passes(20);
        swarm.clock.advance(HOUR.negated());
        swarm.passes(9);
        swarm.clock.advance(HOUR.multipliedBy(2));
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);

        swarm.passes(1);

        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.STALE);
    }

    @Test
    void deadlineFollowsTheClock() {
        swarm.given(new SubmitTask(
                "t1",
                "work",
                null,
                List.of(),
                5,
                List.of(),
                null,
                null,
                null,
                swarm.clock.instant().plusSeconds(600),
                1));
        swarm.clock.advance(HOUR.negated());
        swarm.passes(700);
        assertThat(task(swarm).status()).isEqualTo(TaskStatus.PENDING);

        swarm.clock.advance(HOUR);
        swarm.passes(1);

        assertThat(task(swarm).status()).isEqualTo(TaskStatus.FAILED);
    }

    /** A replica ran with a clock that was a year ahead. It failed a task half a pause ago, and then it was killed. */
    private CoordinatorHarness afterAYearAhead() {
        CoordinatorHarness ahead = replica("ahead", YEAR);
        ahead.given(
                register("agent1"), submit("t1"), claim("agent1"), start("t1", "agent1"), fail("t1", "agent1", null));
        ahead.passes(1);
        ahead.given(claim("agent1"), start("t1", "agent1"), fail("t1", "agent1", null));
        assertThat(task(ahead).attempt().notBefore())
                .isEqualTo(ahead.clock.instant().plusSeconds(2));
        ahead.passes(1);
        ahead.given(submit("t3"));
        return replica("right", Duration.ZERO);
    }

    @Test
    void pauseOfALogThatIsAheadIsOverAfterWhatIsLeftOfIt() {
        CoordinatorHarness right = afterAYearAhead();
        assertThat(task(right).attempt().notBefore())
                .isAfter(right.clock.instant().plus(Duration.ofDays(360)));
        right.coordinator.sweep();
        assertThat(task(right).attempt().notBefore()).isNotNull();

        right.passes(1);

        assertThat(task(right).attempt().notBefore()).isNull();
    }

    @Test
    void limitOfALogThatIsAheadIsOverInTime() {
        afterAYearAhead();
        CoordinatorHarness right = replica("right2", Duration.ZERO);
        right.given(submit("t9"), register("agent9"), claim("agent9"));
        String held = right.state().heldBy("agent9").get(0).id();

        right.passes(29);
        assertThat(right.state().requireTask(held).status()).isEqualTo(TaskStatus.ASSIGNED);
        right.passes(1);
        assertThat(right.state().requireTask(held).status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void deadlineIsNotPastBecauseTheLogIsAhead() {
        CoordinatorHarness right = afterAYearAhead();
        Instant deadline = right.clock.instant().plusSeconds(60);
        right.given(new SubmitTask("t9", "work", null, List.of(), 5, List.of(), null, null, null, deadline, 1));

        right.passes(59);
        assertThat(right.state().requireTask("t9").status()).isEqualTo(TaskStatus.PENDING);
        right.passes(1);
        assertThat(right.state().requireTask("t9").status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void logThatIsAheadOfTheClockIsToldUntilTheClockHasCaughtUp() {
        swarm.given(submit("t1"));
        swarm.clock.advance(Duration.ofSeconds(-60));
        swarm.coordinator.sweep();
        assertThat(swarm.coordinator.logsAhead()).isEmpty();

        swarm.clock.advance(Duration.ofSeconds(-1));
        swarm.coordinator.sweep();
        assertThat(swarm.coordinator.logsAhead())
                .contains(new LogsAhead.Found(1, CoordinatorHarness.SWARM, Duration.ofSeconds(61)));

        swarm.passes(1);
        assertThat(swarm.coordinator.logsAhead()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void replicaWhoseClockIsAheadTakesNothingEarlyOrLate(Limit limit) {
        CoordinatorHarness other = replica("other", Duration.ofMinutes(5));
        other.state();
        limit.begin(swarm);

        assertIsOverInTime(limit, other, () -> {});
    }

    @ParameterizedTest
    @EnumSource
    void replicaWhoseClockIsBehindTakesNothingEarlyOrLate(Limit limit) {
        CoordinatorHarness other = replica("other", Duration.ofMinutes(-5));
        other.state();
        limit.begin(swarm);

        assertIsOverInTime(limit, other, () -> {});
    }

    @Test
    void timestampsOfReplicasWithDifferentClocksNeverDecrease() {
        CoordinatorHarness ahead = replica("ahead", Duration.ofMinutes(5));
        Instant newest = Instant.EPOCH;
        for (int n = 0; n < 20; n++) {
            CoordinatorHarness writer = n % 3 == 0 ? ahead : swarm;
            writer.given(submit("t" + n));
            Instant written = writer.state().timestamp();
            assertThat(written).isAfterOrEqualTo(newest).isBeforeOrEqualTo(ahead.clock.instant());
            newest = written;
        }
        assertThat(newest).isEqualTo(ahead.clock.instant());
    }

    @Test
    void deadlineIsJudgedByTheReplicaWhoseClockIsAhead() {
        CoordinatorHarness ahead = replica("ahead", Duration.ofMinutes(5));
        ahead.state();
        Instant deadline = swarm.clock.instant().plus(Duration.ofMinutes(6));
        swarm.given(new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, null, deadline, 1));

        ahead.passes(59);
        assertThat(task(swarm).status()).isEqualTo(TaskStatus.PENDING);
        ahead.passes(1);

        assertThat(task(swarm).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void metricsAreTakenThoughTheClockStepsBack() {
        CoordinatorHarness measured =
                new Builder().manualTime().metricsEvery(Duration.ofSeconds(10)).build();
        replicas.add(measured);
        measured.given(submit("t1"));
        measured.passes(1);
        long first = measured.state().metricsSeq();
        assertThat(first).isPositive();
        measured.clock.advance(HOUR.negated());
        measured.given(submit("t2"));

        measured.passes(9);
        assertThat(measured.state().metricsSeq()).isEqualTo(first);
        measured.passes(1);

        assertThat(measured.state().metricsSeq()).isGreaterThan(first);
    }

    @Test
    void agentOfAnotherReplicaWithAnotherClockIsHeard() {
        swarm.given(register("agent1"));
        CoordinatorHarness ahead = replica("ahead", Duration.ofMinutes(5));
        ahead.state();
        for (int n = 0; n < 5; n++) {
            ahead.given(heartbeat("agent1"));
            ahead.passes(29);
            assertThat(ahead.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        }
    }
}
