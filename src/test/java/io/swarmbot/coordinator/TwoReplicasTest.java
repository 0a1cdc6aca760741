package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two replicas on one store are one swarm. */
class TwoReplicasTest {

    private static final int WRITERS = 4;
    private static final int COMMANDS = 250;
    private static final int ROUNDS = Scale.of(2_000, 50_000);

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness one =
            new Builder().replica("one", shared).threads(2).build();
    private final CoordinatorHarness two =
            new Builder().replica("two", shared).threads(2).build();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void replicasWriteOneLogThatBothPublishAndEndWith(long seed) {
        Random random = Seeds.random("replicasWriteOneLogThatBothPublishAndEndWith", seed);
        one.state();
        two.state();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int n = 0; n < WRITERS; n++) {
            String agent = "agent" + n;
            Random first = new Random(random.nextLong());
            Random second = new Random(random.nextLong());
            writers.add(CompletableFuture.runAsync(() -> write(one, agent + "-one", first)));
            writers.add(CompletableFuture.runAsync(() -> write(two, agent + "-two", second)));
        }

        join(CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)));

        Cursor head = one.log.head();
        await().until(() ->
                one.state().cursor().equals(head) && two.state().cursor().equals(head));
        assertThat(Documents.snapshot(one.state()).bytes())
                .isEqualTo(Documents.snapshot(two.state()).bytes());
        one.assertPublishedTheLog();
        two.assertPublishedTheLog();
        assertLocalIsWhatItWrote(one, "one");
        assertLocalIsWhatItWrote(two, "two");
    }

    private void write(CoordinatorHarness replica, String agent, Random random) {
        RandomCommands commands = new RandomCommands(random);
        join(replica.submit(register(agent)));
        for (int n = 0; n < COMMANDS; n++) {
            Outcome.Committed answer = replica.submit(commands.next(replica.state()))
                    .handle((done, rejected) -> done)
                    .join();
            if (answer != null) {
                assertThat(replica.state().cursor().seq())
                        .isGreaterThanOrEqualTo(answer.cursor().seq());
            }
            Outcome.Committed given = join(replica.submit(Scene.claim(agent)));
            if (given.reply() instanceof Reply.TaskIs is) {
                assertThat(claimed.add(
                                is.task().id() + "/" + is.task().attempt().number()))
                        .isTrue();
                join(replica.submit(Scene.complete(is.task().id(), agent, null)).handle((done, canceled) -> "over"));
            }
        }
    }

    private static void assertLocalIsWhatItWrote(CoordinatorHarness replica, String name) {
        for (GroupCommitted group : replica.published.groups(SWARM)) {
            assertThat(group.entries())
                    .extracting(LogEntry::writer)
                    .allMatch(writer -> writer.equals(name) == group.local());
        }
    }

    @Test
    void busyReplicaOverlooksNoEventOfTheOther() {
        one.given(register("agent1"));
        two.given(heartbeat("agent1"));
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> {
            while (!isDone.get()) {
                two.given(heartbeat("agent1"));
            }
        });

        for (int n = 0; n < ROUNDS; n++) {
            change(n);
            Cursor head = one.state().cursor();
            for (long spins = 0; spins < 200_000_000L && !two.state().cursor().equals(head); spins++) {
                Thread.onSpinWait();
            }
            assertThat(two.state().cursor()).as("after %s moves", n).isEqualTo(head);
        }

        isDone.set(true);
        join(busy);
    }

    private void change(int number) {
        one.given(new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":" + number + "}")));
    }

    @Test
    void replicasGoOnWithALogToWhichANewerVersionAppends() {
        one.given(register("agent1"));
        for (int n = 0; n < 3; n++) {
            long next = one.log.head().seq() + 1;
            one.log.append(1, LogDriver.row("thing", "x" + n, next, "{}"));

            one.given(Scene.submit("of-one-" + n));
            two.given(Scene.submit("of-two-" + n));
        }

        Cursor head = one.log.head();
        await().until(() ->
                one.state().cursor().equals(head) && two.state().cursor().equals(head));
        assertThat(one.state().openTasks()).isEqualTo(6);
        assertThat(Documents.snapshot(one.state()).bytes())
                .isEqualTo(Documents.snapshot(two.state()).bytes());
        assertThat(one.log.rows()).containsKeys("thing/x0", "thing/x1", "thing/x2");
        assertThat(one.published.groups(SWARM).stream().flatMap(group -> group.entries().stream()))
                .extracting(LogEntry::seq)
                .as("what the newer version appends is passed on")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, head.seq()).boxed().toList());
    }

    @Test
    void readerOfACursorIsToldHoweverSoonItIsReached() {
        one.given(register("agent1"));
        one.state();

        for (int n = 0; n < ROUNDS; n++) {
            Cursor next = one.state().cursor().plus(1);
            int number = n;
            CompletableFuture<Void> changing = CompletableFuture.runAsync(() -> change(number));
            CompletableFuture<SwarmState> reached = one.coordinator.stateAt(SWARM, next, Duration.ofSeconds(20));
            join(changing);
            assertThat(join(reached).cursor().seq()).isGreaterThanOrEqualTo(next.seq());
        }
    }

    @Test
    void appendDuringALoadIsNotOverlooked() {
        one.given(register("agent1"));
        Held<Optional<SwarmImage>> load = two.store.holdLoad();
        CompletableFuture<SwarmState> loading = two.coordinator.state(SWARM);
        Optional<SwarmImage> image = load.awaitCall().carryOut();

        one.given(register("agent2"));

        load.complete(image);
        join(loading);
        await().until(() -> two.state().agents().size() == 2);
    }

    @Test
    void failedReadIsTriedAgain() {
        one.given(register("agent1"));
        two.state();
        two.store.onRead(really -> CompletableFuture.failedStage(CoordinatorHarness.unavailable()));

        one.given(register("agent2"));

        await().until(() -> two.state().agents().size() == 2);
        assertThat(two.published.entries(SWARM)).hasSize(1);
    }
}
