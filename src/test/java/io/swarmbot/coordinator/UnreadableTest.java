package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.CancelTask;
import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.ProvideInput;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.ReassignTask;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SetPriority;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.command.SweepTasks;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadableStore;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be read does not end a swarm, nor make a hole in its log. */
class UnreadableTest {

    private static final Logger READER = Logger.getLogger("io.swarmbot.wire.RowReader");

    private final JsonCodec codec = new JsonCodec();
    private final SwarmStore memory = new ReadableStore(new MemoryStore(100_000, 256 << 20), codec::readable);

    /** The randomised test makes thousands of rows unreadable. */
    @BeforeAll
    static void quieten() {
        READER.setLevel(Level.OFF);
    }

    @AfterAll
    static void restore() {
        READER.setLevel(null);
    }

    /** The rows of a state, of which some are spoiled. */
    private SwarmState loaded(SwarmState state, String... spoiled) {
        List<EntityRow> rows = new ArrayList<>();
        state.agents().forEach(agent -> rows.add(codec.encode(agent)));
        state.tasksAfter("").forEach(task -> rows.add(codec.encode(task)));
        state.messages().after("").forEach(message -> rows.add(codec.encode(message, message.seq())));
        state.files().after("").forEach(file -> rows.add(codec.encode(file, 1)));
        rows.add(codec.encode(state.summary(), state.cursor().seq()));
        return codec.decode(state.swarm(), state.limits(), state.cursor(), spoil(rows, List.of(spoiled)));
    }

    private static List<EntityRow> spoil(List<EntityRow> rows, List<String> ids) {
        return rows.stream()
                .map(row -> ids.contains(row.id()) ? spoiled(row) : row)
                .toList();
    }

    private static EntityRow spoiled(EntityRow row) {
        String json = new String(Objects.requireNonNull(row.json()), UTF_8);
        String broken = json.replaceAll("\"(timeout|slots|hash|timestamp)\":[^,}]*", "\"$1\":\"?\"");
        assertThat(broken).isNotEqualTo(json);
        return new EntityRow(row.kind(), row.id(), row.version(), broken.getBytes(UTF_8));
    }

    private final Scene scene = new Scene()
            .given(register("agent1"), register("agent2"), submit("t1"), submit("t2"), submitAfter("t3", "t2"));

    private ErrorCode refusal(SwarmState state, Command command) {
        return Scene.rejectionOf(() -> Decision.of(state, command, scene.now()));
    }

    @Test
    void unreadableEntityIsRefusedWhenNamedAndTheRestLives() {
        SwarmState state = loaded(scene.state(), "agent2", "t2");

        assertThat(state.unreadable().agents().keySet()).containsExactly("agent2");
        assertThat(state.unreadable().tasks().keySet()).containsExactly("t2");
        for (Command named : List.of(
                claim("agent2"),
                register("agent2"),
                Scene.heartbeat("agent2"),
                Scene.status("agent2", AgentStatus.BUSY),
                submit("t2"),
                submitAfter("t9", "t2"),
                complete("t2", null, null),
                Scene.start("t2", "agent1"),
                new RetryTask("t2", Intervention.NONE),
                new SetPriority("t2", 1, Intervention.NONE),
                new ReassignTask("t2", null, Intervention.NONE),
                new ReassignTask("t1", "agent2", Intervention.NONE),
                new ProvideInput("t2", new Json("1"), Intervention.NONE),
                new CancelTask("t2", new Intervention(null, null, null, 4L)),
                new RemoveAgent("agent2", new Intervention(null, null, null, 2L)))) {
            assertThat(refusal(state, named)).as("%s", named).isEqualTo(ErrorCode.UNREADABLE);
        }
        assertThat(Decision.of(state, claim("agent1"), scene.now())
                        .state()
                        .requireTask("t1")
                        .status())
                .isEqualTo(TaskStatus.ASSIGNED);
        assertThat(state.isReady(state.requireTask("t3"))).isFalse();
        assertThat(state.totals().of(AgentStatus.IDLE)).isEqualTo(1);
        assertThat(state.totals().of(TaskStatus.PENDING)).isEqualTo(3);
    }

    @Test
    void unreadableEntitiesAreLeftOutOfListsWithACount() {
        SwarmState state = loaded(scene.state(), "agent2", "t2", "t3");

        assertThat(new String(Documents.snapshot(state).bytes(), UTF_8))
                .endsWith(",\"unreadable\":{\"agents\":1,\"tasks\":2}}")
                .doesNotContain("agent2");
        assertThat(new String(Documents.agents(state).bytes(), UTF_8)).endsWith("],\"unreadable\":1}");
        assertThat(new String(
                        Documents.tasks(state, List.copyOf(state.tasksAfter("")), null, null)
                                .bytes(),
                        UTF_8))
                .endsWith("],\"next\":null,\"unreadable\":2}");
        assertThat(new String(Documents.snapshot(loaded(scene.state())).bytes(), UTF_8))
                .doesNotContain("unreadable");
    }

    @Test
    void unreadableTaskThatIsCanceledIsOneThatWasCanceled() {
        SwarmState state = loaded(scene.state(), "t2");

        SwarmState after = Decision.of(state, Scene.cancel("t2"), scene.now()).state();

        assertThat(after.unreadable().isEmpty()).isTrue();
        assertThat(after.requireTask("t2").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(after.requireTask("t2").attempt().error()).isNotNull();
        assertThat(after.requireTask("t3").status()).isEqualTo(TaskStatus.CANCELED);
        assertThat(after.totals().of(TaskStatus.PENDING)).isEqualTo(1);
        assertThat(after.totals().of(TaskStatus.CANCELED)).isEqualTo(2);
        assertThat(Documents.snapshot(loaded(after)).bytes())
                .isEqualTo(Documents.snapshot(after).bytes());
    }

    @Test
    void agentOfAnUnreadableTaskIsFreeWhenTheTaskIsCanceled() {
        scene.given(claim("agent1"), claim("agent1"));
        SwarmState state = loaded(scene.state(), "t2");
        assertThat(state.requireAgent("agent1").currentTask()).isEqualTo("t2");

        SwarmState after = Decision.of(state, Scene.cancel("t2"), scene.now()).state();

        assertThat(after.requireAgent("agent1").currentTask()).isEqualTo("t1");
    }

    @Test
    void unreadableAgentThatIsRemovedGivesItsTasksBack() {
        scene.given(claim("agent1"));
        SwarmState state = loaded(scene.state(), "agent1");

        SwarmState after =
                Decision.of(state, Scene.remove("agent1"), scene.now()).state();

        assertThat(after.unreadable().isEmpty()).isTrue();
        assertThat(after.requireTask("t1").status()).isEqualTo(TaskStatus.PENDING);
        assertThat(after.agents()).hasSize(1);
        assertThat(after.totals().of(AgentStatus.IDLE)).isEqualTo(1);
        assertThat(Documents.snapshot(loaded(after)).bytes())
                .isEqualTo(Documents.snapshot(after).bytes());
    }

    @Test
    void unreadablePartKeepsItsWholeOpenUntilItIsCanceled() {
        scene.given(new SubmitTask("c", "x", null, List.of(), 1, List.of(), null, null, null, null, 2));
        scene.given(claim("agent1"), claim("agent1"));
        SwarmState state = loaded(scene.state(), "c.2");

        SwarmState first =
                Decision.of(state, complete("c.1", null, null), scene.now()).state();
        SwarmState second = Decision.of(first, Scene.cancel("c.2"), scene.now()).state();

        assertThat(first.requireTask("c").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(second.requireTask("c").status()).isEqualTo(TaskStatus.CANCELED);
    }

    @Test
    void partsOfAnUnreadableWholeGoOnAndEndWithIt() {
        scene.given(new SubmitTask("c", "x", null, List.of(), 1, List.of(), null, null, null, null, 2));
        scene.given(claim("agent1"), claim("agent1"));
        SwarmState state = loaded(scene.state(), "c");

        SwarmState first =
                Decision.of(state, complete("c.1", null, null), scene.now()).state();
        SwarmState second = Decision.of(first, Scene.cancel("c"), scene.now()).state();

        assertThat(first.requireTask("c.1").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(second.requireTask("c.2").status()).isEqualTo(TaskStatus.CANCELED);
    }

    @Test
    void commandWhoseReceiptCannotBeReadIsNotDoneTwice() {
        WrappedCommand.Keyed keyed = new WrappedCommand.Keyed("k", "hash", submit("t9"));
        scene.given(keyed);
        List<EntityRow> rows = new ArrayList<>();
        rows.add(spoiledReceipt(
                codec.encode(scene.state().receipt("k", scene.now()).orElseThrow())));
        rows.add(codec.encode(scene.state().summary(), scene.state().cursor().seq()));
        SwarmState state = codec.decode("default", Scene.ROOMY, scene.state().cursor(), rows);

        assertThat(refusal(state, keyed)).isEqualTo(ErrorCode.UNREADABLE);
    }

    private static EntityRow spoiledReceipt(EntityRow row) {
        return new EntityRow(row.kind(), row.id(), row.version(), "{\"key\":".getBytes(UTF_8));
    }

    @Test
    void totalsThatCannotBeReadAreCountedAnew() {
        SwarmState state = loaded(scene.state(), "totals", "t2");

        assertThat(state.totals().of(AgentStatus.IDLE)).isEqualTo(2);
        assertThat(state.totals().of(TaskStatus.PENDING)).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void swarmLivesOnWhateverOfItCannotBeRead(long seed) {
        Random random = Seeds.random("UnreadableTest", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = new Scene().state();
        for (int n = 0; n < 20_000; n++) {
            state = decided(state, commands.next(state));
            if (n % 500 == 499) {
                List<String> ids = new ArrayList<>();
                state.agents().forEach(agent -> ids.add(agent.id()));
                state.tasksAfter("").forEach(task -> ids.add(task.id()));
                ids.removeIf(id -> random.nextInt(10) > 0);
                state = loaded(state, ids.toArray(String[]::new));
                for (int more = 0; more < 100; more++) {
                    state = decided(state, commands.next(state));
                    state = decided(state, SweepTasks.ofWhatIsLeft());
                }
                for (String id : ids) {
                    state = decided(state, Scene.cancel(id));
                    state = decided(state, Scene.remove(id));
                }
                assertThat(state.unreadable().isEmpty()).isTrue();
                assertThat(Documents.snapshot(loaded(state)).bytes())
                        .isEqualTo(Documents.snapshot(state).bytes());
            }
        }
    }

    /** The state after the command, or the same state if it is refused. Any other failure is one of the service. */
    private SwarmState decided(SwarmState state, Command command) {
        try {
            return Decision.of(state, command, scene.now()).state();
        } catch (Rejection refused) {
            return state;
        }
    }

    /** Appends an entry that nobody can decode, and the row as another replica would have written it. */
    private void appendUnreadable(SwarmState state, Task changed) {
        LogDriver log = new LogDriver(memory, SWARM);
        Cursor head = log.head();
        LogEntry entry = new LogEntry(
                head.plus(1), "task_updated", null, changed.id(), "newer", "{\"type\":\"task_u".getBytes(UTF_8));
        Task whole = new Task(
                changed.id(),
                changed.spec().withPriority(9),
                changed.status(),
                changed.attempt(),
                changed.times(),
                changed.alert(),
                head.seq() + 1);
        log.append(new Append(LogDriver.newId(), head, List.of(entry), List.of(codec.encode(whole))));
        assertThat(state.cursor()).isEqualTo(head);
    }

    @Test
    void replicaThatMeetsAnUnreadableEventTakesTheStoredStateAndShowsItInItsPlace() {
        try (CoordinatorHarness one =
                        new Builder().replica("one", memory).threads(2).build();
                CoordinatorHarness two =
                        new Builder().replica("two", memory).threads(2).build()) {
            one.state();
            two.state();
            one.given(register("agent1"), submit("t1"));
            await().until(() -> two.state().cursor().equals(one.state().cursor()));

            appendUnreadable(one.state(), one.state().requireTask("t1"));

            Cursor head = one.log.head();
            await().until(() ->
                    one.state().cursor().equals(head) && two.state().cursor().equals(head));
            assertThat(two.state().requireTask("t1").priority()).isEqualTo(9);
            one.given(claim("agent1"));
            two.given(complete("t1", "agent1", null));
            await().until(() -> one.state().requireTask("t1").status() == TaskStatus.COMPLETED);
            assertThat(Documents.snapshot(one.state()).bytes())
                    .isEqualTo(Documents.snapshot(two.state()).bytes());
            one.assertPublishedTheLog();
            two.assertPublishedTheLog();
            LogEntry shown = two.published.entries(SWARM).get(2);
            assertThat(new String(shown.json(), UTF_8))
                    .isEqualTo("{\"type\":\"unreadable\",\"cursor\":\"" + head
                            + "\",\"task_id\":\"t1\",\"agent_id\":null,\"timestamp\":null}");
        }
    }

    @Test
    void unreadableTaskIsTakenOutThroughTheCoordinator() {
        LogDriver log = LogDriver.in(memory, SWARM);
        scene.given();
        List<EntityRow> rows = new ArrayList<>();
        scene.state().agents().forEach(agent -> rows.add(codec.encode(agent)));
        scene.state().tasksAfter("").forEach(task -> rows.add(codec.encode(task)));
        log.append(5, spoil(rows, List.of("t2")).toArray(EntityRow[]::new));
        try (CoordinatorHarness replica = new Builder().replica("one", memory).build()) {
            assertThat(rejection(replica.submit(complete("t2", null, null)))).isEqualTo(ErrorCode.UNREADABLE);

            replica.given(Scene.cancel("t2"));

            assertThat(replica.state().requireTask("t3").status()).isEqualTo(TaskStatus.CANCELED);
        }
        try (CoordinatorHarness replica = new Builder().replica("two", memory).build()) {
            assertThat(replica.state().unreadable().isEmpty()).isTrue();
            assertThat(join(replica.coordinator.state(SWARM)).requireTask("t2").status())
                    .isEqualTo(TaskStatus.CANCELED);
        }
    }
}
