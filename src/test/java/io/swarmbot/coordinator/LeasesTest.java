package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.progress;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.AppendLog;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.ReassignTask;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.ReportProgress;
import io.swarmbot.command.RequestInput;
import io.swarmbot.command.StartTask;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leases that a task, a claim or an agent gives: how long they hold, what renews them, and what does not end them. */
class LeasesTest {

    private static final Lease.Terms TWENTY_MINUTES = terms(1_200, 60);
    private static final int QUARTER = 900;

    private final List<CoordinatorHarness> replicas = new ArrayList<>();
    private final CoordinatorHarness swarm = replica("one", new MemoryStore(100_000, 256 << 20));

    private CoordinatorHarness replica(String name, SwarmStore store) {
        CoordinatorHarness made =
                new Builder().replica(name, store).manualTime().build();
        replicas.add(made);
        return made;
    }

    @AfterEach
    void close() {
        replicas.forEach(CoordinatorHarness::close);
    }

    /** @param startWithin in seconds, as the lease is; null if it is not given */
    private static Lease.Terms terms(@Nullable Integer lease, @Nullable Integer startWithin) {
        return new Lease.Terms(
                lease == null ? null : Duration.ofSeconds(lease),
                startWithin == null ? null : Duration.ofSeconds(startWithin));
    }

    private static RegisterAgent agent(String id, Lease.Terms terms) {
        return agent(id, Assignment.CLAIM, terms);
    }

    private static RegisterAgent agent(String id, Assignment assignment, Lease.Terms terms) {
        return new RegisterAgent(id, null, null, List.of(), assignment, 1, terms, null);
    }

    private static SubmitTask task(@Nullable Duration timeout, Lease.Terms terms) {
        return task("t1", 1, timeout, terms);
    }

    private static SubmitTask task(String id, int agents, @Nullable Duration timeout, Lease.Terms terms) {
        return new SubmitTask(
                id, "work", null, List.of(), 5, List.of(), null, null, timeout, null, agents, terms, Intervention.NONE);
    }

    private static Claim claim(Lease.Terms terms) {
        return new Claim("agent1", Duration.ZERO, terms);
    }

    private static Task task(CoordinatorHarness replica) {
        return replica.state().requireTask("t1");
    }

    private static boolean isHeld(CoordinatorHarness replica) {
        return task(replica).isHeldBy("agent1");
    }

    private static Agent agent(CoordinatorHarness replica) {
        return replica.state().requireAgent("agent1");
    }

    /** A model's agent takes the task, starts it and calls a tool of its own. */
    private void working(Lease.Terms terms, @Nullable Duration timeout) {
        swarm.given(agent("agent1", terms), task(timeout, Lease.Terms.NONE), claim(Lease.Terms.NONE));
        swarm.given(start("t1", "agent1"));
    }

    @Test
    void taskStaysWhileItsAgentSaysNothingForAQuarterOfAnHour() {
        working(TWENTY_MINUTES, null);

        swarm.passes(QUARTER);

        assertThat(isHeld(swarm)).isTrue();
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.STALE);
        swarm.given(progress("t1", "agent1", 50, null));
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.LIVE);
    }

    @Test
    void killedAgentGivesItsTaskBackAtTheEndOfItsLease() {
        working(TWENTY_MINUTES, null);

        swarm.passes(1_199);
        assertThat(isHeld(swarm)).isTrue();
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.STALE);

        swarm.passes(1);
        assertThat(task(swarm).status()).isEqualTo(TaskStatus.PENDING);
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.LOST);
        assertThat(agent(swarm).status()).isEqualTo(AgentStatus.OFFLINE);
    }

    @Test
    void agentIsLostAtTheEndOfItsLongestLease() {
        swarm.given(agent("agent1", Lease.Terms.NONE), task(null, terms(200, 60)), claim(Lease.Terms.NONE));
        swarm.given(start("t1", "agent1"), submit("t2"), claim(terms(400, 400)));

        swarm.passes(200);
        assertThat(task(swarm).status()).isEqualTo(TaskStatus.PENDING);
        assertThat(task(swarm).attempt().error()).isNotNull();
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.STALE);

        swarm.passes(199);
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.STALE);
        swarm.passes(1);
        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void agentIsLostAsUsualOnceItHoldsNothing() {
        working(TWENTY_MINUTES, null);
        swarm.passes(100);

        swarm.given(cancel("t1"));
        swarm.passes(1);

        assertThat(agent(swarm).liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void timeoutThatTheSubmitterGaveEndsTheAttemptDespiteTheLease() {
        working(TWENTY_MINUTES, Duration.ofSeconds(300));

        swarm.passes(299);
        assertThat(isHeld(swarm)).isTrue();
        swarm.passes(1);

        assertThat(String.valueOf(task(swarm).attempt().error())).contains("\"timeout\"");
    }

    static Stream<Arguments> renewing() {
        return Stream.of(
                Arguments.of("start", start("t1", "agent1")),
                Arguments.of("progress", progress("t1", "agent1", null, null)),
                Arguments.of("progress in its attempt", new ReportProgress("t1", "agent1", 1, null, null)),
                Arguments.of("heartbeat", new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", 1)))),
                Arguments.of(
                        "heartbeat without an attempt",
                        new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", null)))),
                Arguments.of("log", new AppendLog("agent1", "t1", List.of(line()), 0)),
                Arguments.of("log without lines", new AppendLog("agent1", "t1", List.of(), 0)),
                Arguments.of("question", new RequestInput("t1", "agent1", 1, new Json("1"), Duration.ofDays(1))));
    }

    static Stream<Arguments> notRenewing() {
        return Stream.of(
                Arguments.of("heartbeat that names nothing", heartbeat("agent1")),
                Arguments.of("another attempt", new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", 2)))),
                Arguments.of("another agent", new Heartbeat("agent2", List.of(new Heartbeat.Work("t1", 1)))),
                Arguments.of("another agent's log", new AppendLog("agent2", "t1", List.of(), 0)),
                Arguments.of("log of no task", new AppendLog("agent1", null, List.of(line()), 0)));
    }

    private static LogLine line() {
        return new LogLine(LogLine.Level.INFO, "compiling", null);
    }

    private void saidAfter(int seconds, Command command) {
        working(terms(100, null), null);
        swarm.given(register("agent2"));
        swarm.passes(seconds);
        swarm.given(command);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("renewing")
    void commandOfTheHolderThatNamesTheTaskRenewsTheLease(String what, Command command) {
        saidAfter(99, command);

        swarm.passes(99);
        assertThat(isHeld(swarm)).isTrue();
        swarm.passes(1);
        assertThat(isHeld(swarm)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notRenewing")
    void whateverElseIsSaidRenewsNoLease(String what, Command command) {
        saidAfter(99, command);

        swarm.passes(1);

        assertThat(isHeld(swarm)).isFalse();
    }

    @Test
    void refusedCommandOfTheHolderRenewsTheLease() {
        swarm.given(agent("agent1", terms(100, 1_000)), task(null, Lease.Terms.NONE), claim(Lease.Terms.NONE));
        swarm.passes(99);

        assertThat(rejection(swarm.submit(progress("t1", "agent1", 1, null)))).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);

        swarm.passes(99);
        assertThat(isHeld(swarm)).isTrue();
    }

    @Test
    void pushedAndReassignedTasksHaveTheLeaseOfTheirAgent() {
        swarm.given(agent("agent1", Assignment.PUSH, terms(500, 400)), task(null, terms(600, 300)));
        assertThat(task(swarm).assignedAgents()).containsExactly("agent1");
        assertThat(task(swarm).attempt().terms()).isEqualTo(terms(500, 300));

        swarm.given(agent("agent2", terms(700, 100)), new ReassignTask("t1", "agent2", Intervention.NONE));

        assertThat(task(swarm).assignedAgents()).containsExactly("agent2");
        assertThat(task(swarm).attempt().terms()).isEqualTo(terms(600, 100));
    }

    @Test
    void partsHaveTheLeaseOfTheWhole() {
        swarm.given(
                register("agent1"),
                task("t1", 2, null, TWENTY_MINUTES),
                claim(Lease.Terms.NONE),
                new StartTask("t1.1", "agent1", null));

        swarm.passes(QUARTER);

        assertThat(swarm.state().requireTask("t1.1").isHeldBy("agent1")).isTrue();
        assertThat(swarm.state().requireTask("t1.2").spec().terms()).isEqualTo(TWENTY_MINUTES);
    }

    @Test
    void leaseOfAnAttemptIsFixedWhenItBegins() {
        working(terms(200, null), null);

        swarm.given(agent("agent1", terms(20, null)));
        swarm.passes(199);
        assertThat(isHeld(swarm)).isTrue();
        swarm.passes(1);
        swarm.given(claim(Lease.Terms.NONE));

        assertThat(task(swarm).attempt().terms()).isEqualTo(terms(20, null));
    }

    static Stream<Arguments> overTheBound() {
        Lease.Terms lease = terms(86_401, null);
        Lease.Terms start = terms(null, 86_401);
        return Stream.of(
                Arguments.of(agent("agent1", lease)),
                Arguments.of(agent("agent1", start)),
                Arguments.of(claim(lease)),
                Arguments.of(claim(start)),
                Arguments.of(task("t2", 1, null, lease)),
                Arguments.of(task("t2", 1, null, start)));
    }

    @ParameterizedTest
    @MethodSource("overTheBound")
    void leaseOverItsBoundIsRefusedAndChangesNothing(Command command) {
        swarm.given(register("agent1"), task(null, Lease.Terms.NONE));
        SwarmState before = swarm.state();

        assertThat(rejection(swarm.submit(command))).isEqualTo(ErrorCode.BAD_FIELD);

        assertThat(swarm.state()).isSameAs(before);
    }

    @Test
    void leaseOfTheLengthOfItsBoundIsTaken() {
        working(terms(86_400, 86_400), null);

        swarm.passes(86_399);

        assertThat(isHeld(swarm)).isTrue();
    }

    // --- In the rows ---

    @Test
    void leaseHoldsAfterARestart(@TempDir Path directory) {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.OS, 100_000, Optional.empty());
        try (SwarmStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs())) {
            CoordinatorHarness before = replica("before", store);
            before.given(agent("agent1", TWENTY_MINUTES), task(null, Lease.Terms.NONE), claim(terms(1_000, null)));
            before.given(start("t1", "agent1"));
            before.close();
        }

        try (SwarmStore store = EmbeddedStore.open(settings, Clock.systemUTC(), new Epochs())) {
            assertHoldsForAThousandSeconds(replica("after", store));
        }
    }

    @Test
    void leaseHoldsAtAnotherReplica() {
        SwarmStore shared = new MemoryStore(100_000, 256 << 20);
        CoordinatorHarness first = replica("first", shared);
        first.given(agent("agent1", TWENTY_MINUTES), task(null, Lease.Terms.NONE), claim(terms(1_000, null)));
        first.given(start("t1", "agent1"));

        assertHoldsForAThousandSeconds(replica("second", shared));
    }

    private static void assertHoldsForAThousandSeconds(CoordinatorHarness replica) {
        assertThat(task(replica).attempt().terms()).isEqualTo(terms(1_000, 60));
        replica.passes(999);
        assertThat(isHeld(replica)).isTrue();
        replica.passes(1);
        // A store on a disk answers on a thread of its own.
        Patience.await().until(() -> !isHeld(replica));
    }

    @Test
    void leaseOfAKilledAgentEndsAtTheOtherReplicaOfOneRedis() {
        try (RedisProcess redis = RedisProcess.with();
                RedisStores stores = new RedisStores(redis.port())) {
            CoordinatorHarness first = onRedis("first", stores);
            CoordinatorHarness second = onRedis("second", stores);
            first.given(agent("agent1", terms(3, 3)), task(null, Lease.Terms.NONE), claim(Lease.Terms.NONE));
            first.given(start("t1", "agent1"));
            first.close();

            // By default it would be a minute.
            Patience.await().until(() -> second.state().task("t1").isPresent());
            assertThat(isHeld(second)).isTrue();
            Patience.await().until(() -> {
                second.coordinator.sweep();
                return !isHeld(second);
            });
            assertThat(agent(second).liveness()).isEqualTo(Liveness.LIVE);
        }
    }

    private CoordinatorHarness onRedis(String name, RedisStores stores) {
        CoordinatorHarness made = new Builder()
                .replica(name, stores.open(RedisStores.settings("leases", 100_000)))
                .threads(2)
                .build();
        replicas.add(made);
        return made;
    }

    // --- Whatever is given and commanded ---

    /** What the documents say of one attempt, in seconds from its claim. */
    private static final class Expected {

        private final @Nullable Integer lease;
        private final int startWithin;
        private final @Nullable Integer timeout;
        private int now;
        private int renewed;
        private int spoken;
        private @Nullable Integer started;

        Expected(List<Lease.Terms> given, @Nullable Integer timeout) {
            this.lease = smallest(given.stream().map(Lease.Terms::length));
            Integer start = smallest(given.stream().map(Lease.Terms::startWithin));
            this.startWithin = start == null ? 30 : start;
            this.timeout = timeout;
        }

        private static @Nullable Integer smallest(Stream<@Nullable Duration> given) {
            return given.filter(each -> each != null)
                    .map(each -> (int) each.toSeconds())
                    .min(Integer::compare)
                    .orElse(null);
        }

        boolean isOver() {
            int leaseEnd = renewed + (lease == null ? 60 : lease);
            boolean isLate = started == null && now >= startWithin;
            boolean isTooLong = started != null
                    && (timeout != null || lease == null)
                    && now >= started + (timeout == null ? 300 : timeout);
            boolean isLost = now >= spoken + 90 && (lease == null || now >= leaseEnd);
            return now >= leaseEnd || isLate || isTooLong || isLost;
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void taskIsGivenBackExactlyAtTheEndOfItsLease(long seed) {
        Random random = Seeds.random("taskIsGivenBackExactlyAtTheEndOfItsLease", seed);
        for (int round = 0; round < 60; round++) {
            CoordinatorHarness each = replica("round" + round, new MemoryStore(100_000, 256 << 20));
            List<Lease.Terms> given =
                    Stream.generate(() -> randomTerms(random)).limit(3).toList();
            Integer timeout = random.nextInt(3) == 0 ? 1 + random.nextInt(500) : null;
            each.given(
                    agent("agent1", given.get(0)),
                    register("agent2"),
                    task(timeout == null ? null : Duration.ofSeconds(timeout), given.get(1)),
                    claim(given.get(2)));
            Expected expected = new Expected(given, timeout);
            int silentBefore = 1 + random.nextInt(120);
            // Sooner or later the agent is killed.
            int killed = random.nextInt(1_200);
            while (!expected.isOver()) {
                if (expected.now < killed && random.nextInt(silentBefore) == 0) {
                    say(each, random, expected);
                }
                assertThat(isHeld(each))
                        .as("round %s: given %s, timeout %s, after %s s", round, given, timeout, expected.now)
                        .isTrue();
                each.passes(1);
                expected.now++;
            }
            assertThat(isHeld(each))
                    .as("round %s: given %s, timeout %s, after %s s", round, given, timeout, expected.now)
                    .isFalse();
            each.close();
        }
    }

    private static Lease.Terms randomTerms(Random random) {
        return terms(
                random.nextBoolean() ? null : 1 + random.nextInt(random.nextBoolean() ? 100 : 600),
                random.nextBoolean() ? null : 1 + random.nextInt(200));
    }

    private static void say(CoordinatorHarness replica, Random random, Expected expected) {
        boolean isRunning = expected.started != null;
        Integer attempt = random.nextBoolean() ? 1 : null;
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                replica.given(new StartTask("t1", "agent1", attempt));
                if (!isRunning) {
                    expected.started = expected.now;
                }
                expected.renewed = expected.now;
            }
            case 2, 3 -> {
                Integer percent = random.nextBoolean() ? random.nextInt(100) : null;
                Command report = new ReportProgress("t1", "agent1", attempt, percent, null);
                if (isRunning) {
                    replica.given(report);
                } else {
                    rejection(replica.submit(report));
                }
                expected.renewed = expected.now;
            }
            case 4 -> {
                replica.given(new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", attempt))));
                expected.renewed = expected.now;
            }
            case 5 -> replica.given(heartbeat("agent1"));
            case 6 -> replica.given(new Heartbeat("agent1", List.of(new Heartbeat.Work("t1", 9))));
            default -> {
                replica.given(new Heartbeat("agent2", List.of(new Heartbeat.Work("t1", 1))));
                return;
            }
        }
        expected.spoken = expected.now;
    }
}
