package io.swarmbot.coordinator;

import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Ledger;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Scene;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state is the fold of the log, whatever is commanded. */
class SwarmStateTest {

    private static final String SWARM = "default";
    private static final int COMMANDS = Scale.of(30_000, 100_000);
    private static final SwarmLimits LIMITS = new SwarmLimits(8, 60, 1_000);

    private final JsonCodec codec = new JsonCodec();
    private final SwarmStore store = new MemoryStore(100_000, 256 << 20);
    private Instant now = Scene.NOON;

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void stateIsTheFoldOfTheLogWhateverIsCommanded(long seed) {
        Random random = Seeds.random("stateIsTheFoldOfTheLogWhateverIsCommanded", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = newSwarm();
        SwarmState earlier = state;
        List<SwarmEvent> since = new ArrayList<>();
        Ledger ledger = new Ledger(state.cursor(), LIMITS.finishedTasks());

        for (int given = 0; given < COMMANDS; ) {
            Group group = new Group(state, codec, "replica");
            for (int size = 1 + random.nextInt(20); size > 0; size--, given++) {
                pass(random);
                Command command = commands.next(group.state());
                SwarmState before = group.state();
                group.decide(new Request(command, Ticker.system()), now);
                assertTurn(before, command, group.state());
            }
            if (!group.hasEvents()) {
                assertThat(group.state()).isSameAs(state);
                continue;
            }
            assertThat(join(store.append(SWARM, group.batch("batch" + given)))).isInstanceOf(Appended.class);
            for (LogEntry entry : group.entries()) {
                SwarmEvent event = codec.decode(SWARM, entry, true);
                ledger.take(event);
                since.add(event);
            }
            state = group.state();

            if (random.nextInt(100) == 0 || given >= COMMANDS) {
                ledger.assertAgreesWith(state);
                assertSame(fold(earlier, since), state);
                SwarmState stored = stored();
                assertSame(stored, state);
                // As it goes on, or as after a start.
                earlier = random.nextBoolean() ? state : stored;
                state = random.nextBoolean() ? state : stored;
                since.clear();
            }
        }

        assertThat(ledger.forgotten()).isGreaterThan(COMMANDS / 200);
    }

    /** Whoever claims gets the task whose turn it is, and no other; found here by looking at all of them. */
    private static void assertTurn(SwarmState before, Command command, SwarmState after) {
        if (!(command instanceof Claim claim) || before.agent(claim.agentId()).isEmpty()) {
            return;
        }
        Agent agent = before.requireAgent(claim.agentId());
        Task next = before.tasksAfter("").stream()
                .filter(task -> before.isReady(task) && agent.capabilities().containsAll(task.requirements()))
                .min(Comparator.comparing(
                                (Task task) -> task.times().submittedAt().plusSeconds(60L * (task.priority() - 1)))
                        .thenComparing(Task::id))
                .orElse(null);
        assertThat(before.nextFor(agent)).isEqualTo(Optional.ofNullable(next));
        if (after != before && next != null && before.load(agent.id()) < after.load(agent.id())) {
            assertThat(after.requireTask(next.id()).assignedAgents()).containsExactly(agent.id());
        }
    }

    @Test
    void timeDoesNotGoBackAfterAStart() {
        SwarmState state = newSwarm();
        Group group = new Group(state, codec, "replica");
        group.decide(new Request(Scene.register("agent1"), Ticker.system()), now);
        group.decide(new Request(Scene.remove("agent1"), Ticker.system()), now.plusSeconds(60));
        join(store.append(SWARM, group.batch("batch")));

        SwarmState loaded = stored();

        assertThat(loaded.timestamp()).isEqualTo(now.plusSeconds(60));
    }

    private SwarmState newSwarm() {
        join(store.create(SWARM));
        return stored();
    }

    /** Mostly on, at times far, sometimes back. */
    private void pass(Random random) {
        int millis = random.nextInt(50) == 0 ? random.nextInt(600_000) : random.nextInt(2_000);
        now = random.nextInt(20) == 0 ? now.minus(Duration.ofMillis(millis)) : now.plus(Duration.ofMillis(millis));
    }

    private static SwarmState fold(SwarmState from, List<SwarmEvent> events) {
        SwarmState state = from;
        for (SwarmEvent event : events) {
            state = event.foldInto(state);
        }
        return state;
    }

    /** The state as a start would load it. */
    private SwarmState stored() {
        SwarmImage image = join(store.load(SWARM)).orElseThrow();
        SwarmState state = codec.decode(SWARM, LIMITS, image.head(), image.entities());
        int totals = image.head().seq() == 0 ? 0 : 1;
        assertThat(image.entities().size())
                .isEqualTo(state.agents().size()
                        + state.tasksAfter("").size()
                        + receipts(state).size()
                        + state.messages().size()
                        + state.files().size()
                        + totals);
        return state;
    }

    private static List<Receipt> receipts(SwarmState state) {
        List<Receipt> receipts = new ArrayList<>();
        state.collectReceiptsSince(SwarmState.empty(SWARM, LIMITS, state.cursor()), receipts, new ArrayList<>());
        return receipts;
    }

    private static void assertSame(SwarmState actual, SwarmState expected) {
        assertThat(snapshot(actual)).isEqualTo(snapshot(expected));
        assertThat(List.copyOf(actual.tasksAfter(""))).isEqualTo(List.copyOf(expected.tasksAfter("")));
        for (Agent agent : expected.agents()) {
            assertThat(actual.heldBy(agent.id())).isEqualTo(expected.heldBy(agent.id()));
            assertThat(actual.nextFor(agent)).isEqualTo(expected.nextFor(agent));
        }
        assertThat(receipts(actual)).isEqualTo(receipts(expected));
        assertThat(actual.openTasks()).isEqualTo(expected.openTasks());
        assertThat(actual.timestamp()).isEqualTo(expected.timestamp());
    }

    private static String snapshot(SwarmState state) {
        return new String(Documents.snapshot(state).bytes(), StandardCharsets.UTF_8);
    }
}
