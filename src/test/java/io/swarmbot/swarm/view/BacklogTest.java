package io.swarmbot.swarm.view;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much work waits for agents with certain capabilities. */
class BacklogTest {

    private static final int COMMANDS = Scale.of(10_000, 100_000);
    private static final SwarmLimits LIMITS = new SwarmLimits(8, 60, 1_000);
    private static final List<String> TYPES = Arrays.asList(null, "work", "review", "none");

    private final Scene scene = new Scene();

    private Backlog backlog(String... capabilities) {
        return Backlog.of(scene.state(), Set.of(capabilities), null, scene.now());
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void figuresAreThoseOfALookAtEachTaskAndAgent(long seed) {
        Random random = Seeds.random("figuresAreThoseOfALookAtEachTaskAndAgent", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = SwarmState.empty("default", LIMITS, new Cursor("k3f9", 0));
        Instant now = Scene.NOON;
        int work = 0;

        for (int given = 0; given < COMMANDS; given++) {
            now = now.plusMillis(random.nextInt(2_000));
            try {
                state = Decision.of(state, commands.next(state), now).state();
            } catch (Rejection refused) {
                continue;
            }
            Set<String> capabilities = random.nextInt(5) == 0
                    ? null
                    : Stream.of("java", "python", "gpu", "unknown")
                            .filter(each -> random.nextBoolean())
                            .collect(Collectors.toSet());
            String type = TYPES.get(random.nextInt(TYPES.size()));

            Backlog found = Backlog.of(state, capabilities, type, now);

            assertThat(found).isEqualTo(counted(state, capabilities, type, now));
            if (given % 100 == 0) {
                assertThat(Backlog.of(loaded(state), capabilities, type, now)).isEqualTo(found);
            }
            work += found.wanted();
        }

        assertThat(work).isGreaterThan(COMMANDS);
    }

    private static Backlog counted(
            SwarmState state, @Nullable Set<String> capabilities, @Nullable String type, Instant now) {
        List<Task> tasks = state.tasksAfter("").stream()
                .filter(task -> capabilities == null || capabilities.containsAll(task.requirements()))
                .filter(task -> type == null || task.type().equals(type))
                .toList();
        List<Task> ready = tasks.stream().filter(state::isReady).toList();
        long oldest = ready.stream()
                .map(task -> Stream.concat(
                                Stream.of(task.times().statusSince()),
                                task.dependencies().stream()
                                        .map(id ->
                                                state.requireTask(id).attempt().finishedAt()))
                        .max(Instant::compareTo)
                        .orElseThrow())
                .mapToLong(since -> Duration.between(since, now).toMillis())
                .max()
                .orElse(-1);
        List<Agent> agents = state.agents().stream()
                .filter(agent -> agent.liveness() == Liveness.LIVE
                        && agent.mode() == AgentMode.ACTIVE
                        && agent.status() != AgentStatus.PAUSED)
                .filter(agent -> capabilities == null || agent.capabilities().containsAll(capabilities))
                .toList();
        int running = (int) tasks.stream().filter(Task::isHeld).count();
        return new Backlog(ready.size(), oldest < 0 ? null : oldest, running, agents.size());
    }

    /** The state as after a start. */
    private static SwarmState loaded(SwarmState state) {
        return new StoredState(
                        state.agents(),
                        state.tasksAfter(""),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        state.summary(),
                        StoredState.Unreadable.NONE)
                .at(state.swarm(), state.limits(), state.cursor());
    }

    @Test
    void onlyWhatTheCapabilitiesCoverCounts() {
        scene.given(submit("any"), submitRequiring("java", "java"), submitRequiring("both", "gpu", "java"));

        assertThat(backlog().ready()).isEqualTo(1);
        assertThat(backlog("gpu").ready()).isEqualTo(1);
        assertThat(backlog("java").ready()).isEqualTo(2);
        assertThat(backlog("gpu", "java").ready()).isEqualTo(3);
        assertThat(Backlog.of(scene.state(), null, null, scene.now()).ready()).isEqualTo(3);
    }

    @Test
    void heldTaskCountsAsRunningAndIsWanted() {
        scene.given(register("a1"), submit("t1"), submit("t2"), claim("a1"));

        assertThat(backlog()).isEqualTo(new Backlog(1, 0L, 1, 1));
        assertThat(backlog().wanted()).isEqualTo(2);

        scene.given(complete("t1", "a1", null));

        assertThat(backlog()).isEqualTo(new Backlog(1, 0L, 0, 1));
    }

    @Test
    void wholeOfPartsIsNeitherReadyNorRunning() {
        scene.given(register("a1"));
        scene.given(new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, null, null, 2));
        scene.given(claim("a1"));

        assertThat(backlog()).isEqualTo(new Backlog(1, 0L, 1, 1));
    }

    @Test
    void taskIsReadySinceItsLastDependencyWasCompleted() {
        scene.given(register("a1"), submit("first"), submitAfter("t1", "first"), claim("a1"));
        scene.later(Duration.ofHours(1)).given(complete("first", "a1", null));
        scene.later(Duration.ofSeconds(3));

        assertThat(backlog()).isEqualTo(new Backlog(1, 3_000L, 0, 1));
    }

    @Test
    void agentsThatAreSilentPausedOrDrainingDoNotCount() {
        scene.given(register("a1"), register("a2"), register("a3"), register("a4"), register("a5", "gpu"));
        scene.given(silence("a1", 40), status("a2", AgentStatus.PAUSED));
        scene.given(new SetAgentMode("a3", AgentMode.PAUSED, Intervention.NONE));
        scene.given(new SetAgentMode("a4", AgentMode.DRAINING, Intervention.NONE));

        assertThat(backlog().agents()).isEqualTo(1);
        assertThat(backlog("gpu").agents()).isEqualTo(1);
        assertThat(backlog("gpu", "java").agents()).isZero();
    }
}
