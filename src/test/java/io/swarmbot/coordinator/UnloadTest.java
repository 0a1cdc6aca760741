package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.SwarmRegistry.SwarmLine;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.InboxEntry;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.swarm.view.SwarmOverview;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Swarms that nobody uses and in which nothing is due leave memory, and come back as they were. */
class UnloadTest {

    private static final int UNLOAD_AFTER = 600;
    private static final int LOST_AFTER = 100;
    private static final int USERS = 3;
    private static final int ROUNDS = Scale.of(100, 300);

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private CoordinatorHarness swarm = replica("one").build();

    private Builder replica(String name) {
        return new Builder().replica(name, shared).manualTime().unloadAfter(Duration.ofSeconds(UNLOAD_AFTER));
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private boolean isLoaded() {
        return isLoaded(SWARM);
    }

    private boolean isLoaded(String name) {
        return swarm.coordinator.isLoaded(name);
    }

    private void assertStaysLoaded() {
        swarm.passes(UNLOAD_AFTER + LOST_AFTER);
        assertThat(isLoaded()).isTrue();
    }

    private void assertIsUnloadedAfter(int seconds) {
        swarm.passes(seconds - 1);
        assertThat(isLoaded()).isTrue();
        swarm.passes(2);
        assertThat(isLoaded()).isFalse();
    }

    private SubmitTask withDeadline(String id, int seconds) {
        return new SubmitTask(
                id,
                "work",
                null,
                List.of(),
                5,
                List.of(),
                null,
                null,
                null,
                swarm.clock.instant().plusSeconds(seconds),
                1);
    }

    @Test
    void swarmIsUnloadedAfterItWasUnusedForThatTime() {
        swarm.given(submit("t1"));
        swarm.passes(1);

        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void idleTimeBeginsAnewWithEachCommandAndRead() {
        swarm.given(submit("t1"));
        swarm.passes(UNLOAD_AFTER - 10);
        swarm.given(submit("t2"));
        swarm.passes(UNLOAD_AFTER - 10);
        swarm.state();
        swarm.passes(1);

        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void swarmStaysLoadedIfTheTimeIsZero() {
        swarm.close();
        swarm = new Builder().replica("one", shared).manualTime().build();
        swarm.given(submit("t1"));

        swarm.passes(100_000);

        assertThat(isLoaded()).isTrue();
    }

    @Test
    void agentThatIsNotLostKeepsItsSwarmLoaded() {
        swarm.given(register("agent1"));
        for (int n = 0; n < UNLOAD_AFTER; n += 20) {
            swarm.passes(20);
            swarm.given(heartbeat("agent1"));
        }
        swarm.passes(80);
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.STALE);

        swarm.passes(UNLOAD_AFTER + 2);

        assertThat(isLoaded()).isFalse();
        assertThat(swarm.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LOST);
    }

    @Test
    void deadlineKeepsItsSwarmLoaded() {
        swarm.given(withDeadline("t1", 100_000));

        assertStaysLoaded();

        swarm.given(Scene.cancel("t1"));
        swarm.passes(1);
        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void deadlineIsCarriedOutAlthoughNobodyLooks() {
        swarm.given(withDeadline("t1", 2 * UNLOAD_AFTER));

        swarm.passes(2 * UNLOAD_AFTER + 1);

        assertThat(swarm.state().requireTask("t1").status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void waitingReaderKeepsItsSwarmLoaded() {
        swarm.given(submit("t1"));
        Cursor next = swarm.log.head().plus(1);
        CompletableFuture<SwarmState> reader =
                swarm.coordinator.stateAt(SWARM, next, Duration.ofSeconds(2 * UNLOAD_AFTER));
        assertStaysLoaded();

        swarm.given(submit("t2"));

        assertThat(join(reader).cursor()).isEqualTo(next);
        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void aReaderThatGivesUpLetsTheSwarmGoAlsoIfItCameWhileTheSwarmWasUnloaded() {
        SwarmView view = join(swarm.coordinator.view(SWARM));
        swarm.passes(UNLOAD_AFTER + 2);
        assertThat(isLoaded()).isFalse();
        CompletableFuture<SwarmState> reader = view.reached(swarm.log.head().plus(1));
        assertStaysLoaded();

        reader.cancel(false);

        swarm.passes(1);
        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void watchKeepsItsSwarmLoaded() {
        SwarmView one = join(swarm.coordinator.watch(SWARM));
        SwarmView other = join(swarm.coordinator.watch(SWARM));
        assertStaysLoaded();
        one.release();
        assertStaysLoaded();

        other.release();

        swarm.passes(1);
        assertIsUnloadedAfter(UNLOAD_AFTER);
    }

    @Test
    void metricsThatAreDueKeepTheirSwarmLoadedAndAreTakenOnce() {
        swarm.close();
        swarm = replica("one")
                .metricsEvery(Duration.ofSeconds(UNLOAD_AFTER + 50))
                .build();
        swarm.given(submit("t1"));
        swarm.passes(1);
        assertThat(swarm.log.head().seq())
                .as("the first metrics are taken at once")
                .isEqualTo(2);
        swarm.given(submit("t2"));

        swarm.passes(UNLOAD_AFTER + 10);
        assertThat(isLoaded()).isTrue();
        swarm.passes(50);

        assertThat(isLoaded()).isFalse();
        assertThat(swarm.log.head().seq()).isEqualTo(4);
        swarm.state();
        swarm.passes(3 * UNLOAD_AFTER);
        assertThat(swarm.log.head().seq()).isEqualTo(4);
    }

    @Test
    void unloadedSwarmIsListedWithoutLoadingItAndComesBackAtTheSameCursor() {
        join(swarm.coordinator.create("a"));
        join(swarm.coordinator.submit("a", register("agent1")));
        join(swarm.coordinator.submit("a", submit("t1")));
        join(swarm.coordinator.submit("a", submit("t2")));
        swarm.passes(UNLOAD_AFTER + LOST_AFTER);
        assertThat(isLoaded("a")).isFalse();
        Cursor head = join(shared.load("a")).orElseThrow().head();
        swarm.store.onLoad(really -> CompletableFuture.failedStage(unavailable()));

        List<SwarmOverview> listed = join(swarm.coordinator.overviews());

        assertThat(listed).contains(new SwarmOverview("a", head, 1, 2));
        assertThat(isLoaded("a")).isFalse();
        assertThat(CoordinatorHarness.rejection(swarm.coordinator.state("a"))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(join(swarm.coordinator.state("a")).cursor()).isEqualTo(head);
        Cursor next = join(swarm.coordinator.submit("a", submit("t3"))).cursor();
        assertThat(next).isEqualTo(head.plus(1));
        assertThat(LogEntries.seqs(swarm.published.entries("a"))).isEqualTo(LogEntries.seqs(1, next.seq()));
    }

    @Test
    void lineSaysWhichTasksFailedForGood() {
        swarm.given(register("agent1"), submit("t1"), submit("t2"), claim("agent1"), start("t1", "agent1"));
        swarm.given(new FailTask("t1", "agent1", null, null, false));

        SwarmLine line = SwarmLine.of(swarm.state(), true, swarm.clock.instant());

        assertThat(line.failed()).extracting(InboxEntry::taskId).containsExactly("t1");
        assertThat(line.overview()).isEqualTo(new SwarmOverview(SWARM, swarm.log.head(), 1, 1));
    }

    @Test
    void inboxShowsASwarmThatIsNotLoadedAndDoesNotLoadIt() {
        join(swarm.coordinator.create("a"));
        failTaskOf("a");
        List<InboxPage.Item> before = inbox(name -> true);
        swarm.passes(UNLOAD_AFTER + LOST_AFTER + 2);
        assertThat(isLoaded("a")).isFalse();

        List<InboxPage.Item> after = inbox(name -> true);

        assertThat(after).extracting(InboxPage.Item::entry).hasSize(1).isEqualTo(entriesOf(before));
        assertThat(isLoaded("a")).isFalse();
    }

    @Test
    void inboxReadsNothingOfASwarmThatIsNotAskedFor() {
        join(swarm.coordinator.create("a"));
        failTaskOf("a");

        assertThat(inbox(name -> !name.equals("a"))).isEmpty();
        assertThat(inbox("a"::equals)).hasSize(1);
    }

    private void failTaskOf(String name) {
        Stream.of(
                        register("agent1"),
                        submit("t1"),
                        claim("agent1"),
                        start("t1", "agent1"),
                        new FailTask("t1", "agent1", null, null, false))
                .forEach(command -> join(swarm.coordinator.submit(name, command)));
    }

    private static List<InboxEntry> entriesOf(List<InboxPage.Item> items) {
        return items.stream().map(InboxPage.Item::entry).toList();
    }

    private List<InboxPage.Item> inbox(Predicate<String> swarms) {
        InboxPage page = new InboxPage(InboxPlace.BEGIN, 10, swarm.clock.instant());
        join(swarm.coordinator.inboxes(swarms)).forEach(each -> each.addTo(page));
        return page.items();
    }

    @Test
    void deletedSwarmIsNotListedAlthoughItWasUnloaded() {
        join(swarm.coordinator.create("a"));
        join(swarm.coordinator.submit("a", submit("t1")));
        swarm.passes(UNLOAD_AFTER + 2);
        assertThat(isLoaded("a")).isFalse();

        join(swarm.coordinator.delete("a"));

        assertThat(join(swarm.coordinator.overviews()))
                .extracting(SwarmOverview::swarm)
                .containsExactly(SWARM);
        assertThat(swarm.published.of(SwarmDeleted.class))
                .extracting(SwarmDeleted::swarm)
                .containsExactly("a");
        join(swarm.coordinator.create("a"));
        assertThat(join(swarm.coordinator.state("a")).openTasks()).isZero();
    }

    @Test
    void unloadedSwarmThatAnotherReplicaMovesIsListedRightLoadedAndPublished() {
        swarm.given(submit("t1"));
        swarm.passes(UNLOAD_AFTER + 2);
        assertThat(isLoaded()).isFalse();
        try (CoordinatorHarness other = replica("two").build()) {
            other.given(submit("t2"));
            other.given(submit("t3"));

            assertThat(join(swarm.coordinator.overviews()))
                    .containsExactly(new SwarmOverview(SWARM, other.log.head(), 0, 3));

            swarm.passes(1);
            assertThat(isLoaded()).isTrue();
            other.given(submit("t4"));
            swarm.assertPublishedTheLog();
            assertIsUnloadedAfter(UNLOAD_AFTER);
        }
    }

    @Test
    void unloadedSwarmThatAnotherReplicaMovesIsSweptHere() {
        swarm.given(submit("t1"));
        swarm.passes(UNLOAD_AFTER + 2);
        try (CoordinatorHarness other = replica("two").build()) {
            other.given(withDeadline("t2", UNLOAD_AFTER + 100));
        }
        assertThat(isLoaded()).isFalse();

        swarm.passes(UNLOAD_AFTER + 110);

        swarm.assertPublishedTheLog();
        assertThat(swarm.state().requireTask("t2").status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void swarmInWhichSomethingIsDueIsSweptAfterAStartWithoutBeingTouched() {
        join(swarm.coordinator.create("due"));
        join(swarm.coordinator.create("quiet"));
        join(swarm.coordinator.submit("due", withDeadline("t1", 30)));
        join(swarm.coordinator.submit("quiet", submit("t1")));
        swarm.close();
        swarm = replica("one").build();

        swarm.passes(40);

        assertThat(isLoaded("quiet")).isFalse();
        assertThat(join(swarm.coordinator.overviews()))
                .extracting(SwarmOverview::swarm)
                .containsExactly(SWARM, "due", "quiet");
        assertThat(isLoaded("quiet")).isFalse();
        assertThat(join(shared.load("due")).orElseThrow().head().seq()).isEqualTo(2);
    }

    @Test
    void storeThatIsAwayAtTheStartIsSurveyedWhenItIsBack() {
        join(swarm.coordinator.create("due"));
        join(swarm.coordinator.submit("due", withDeadline("t1", 30)));
        swarm.close();
        swarm = replica("one").build();
        swarm.store.isAway = true;
        swarm.passes(10);
        swarm.store.isAway = false;
        swarm.store.onLoad(really -> CompletableFuture.failedStage(unavailable()));
        swarm.store.onLoad(really -> CompletableFuture.failedStage(unavailable()));

        swarm.passes(30);

        assertThat(join(shared.load("due")).orElseThrow().head().seq()).isEqualTo(2);
    }

    /** Commands, reads and unloading in every order: nothing is lost, and everything is in one log. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void nothingIsLostHoweverOftenASwarmIsUnloadedUnderItsUsers(long seed) {
        Random random = Seeds.random("nothingIsLostHoweverOftenASwarmIsUnloadedUnderItsUsers", seed);
        swarm.close();
        swarm = new Builder()
                .replica("one", shared)
                .threads(2)
                .unloadAfter(Duration.ofNanos(1))
                .build();
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<Void> sweeping = CompletableFuture.runAsync(() -> {
            while (!isDone.get()) {
                swarm.coordinator.sweep();
            }
        });

        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Void>> users = new ArrayList<>();
            for (int n = 0; n < USERS; n++) {
                String user = "u" + round + "-" + n;
                Random own = new Random(random.nextLong());
                users.add(CompletableFuture.runAsync(() -> use(user, own)));
            }
            join(CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)));
            if (random.nextBoolean()) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> !isLoaded());
            }
        }

        isDone.set(true);
        join(sweeping);
        assertThat(swarm.state().openTasks()).isEqualTo(ROUNDS * USERS * 2);
        assertThat(swarm.state().cursor()).isEqualTo(swarm.log.head());
        swarm.assertPublishedTheLog();
    }

    /** Gives two commands without waiting, of which the second needs the first; then reads or watches. */
    private void use(String user, Random random) {
        CompletableFuture<Outcome.Committed> first = swarm.submit(submit(user + "-1"));
        CompletableFuture<Outcome.Committed> second = swarm.submit(submitAfter(user + "-2", user + "-1"));
        Cursor cursor = join(second).cursor();
        assertThat(join(first).cursor().seq()).isLessThan(cursor.seq());
        switch (random.nextInt(4)) {
            case 0 -> assertThat(swarm.state().cursor().seq()).isGreaterThanOrEqualTo(cursor.seq());
            case 1 -> {
                SwarmView view = join(swarm.coordinator.watch(SWARM));
                assertThat(isLoaded()).isTrue();
                assertThat(view.state().cursor().seq()).isGreaterThanOrEqualTo(cursor.seq());
                view.release();
            }
            case 2 -> {
                SwarmView view = join(swarm.coordinator.view(SWARM));
                CompletableFuture<SwarmState> next =
                        view.reached(view.state().cursor().plus(1));
                next.completeOnTimeout(view.state(), 2, TimeUnit.MILLISECONDS);
                join(next);
            }
            default -> Thread.onSpinWait();
        }
    }
}
