package io.swarmbot.swarm.view;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.WhyPending.Kind;
import io.swarmbot.swarm.view.WhyPending.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pending task waits for, and its place in line. */
class PendingTasksTest {

    private static final int COMMANDS = Scale.of(4_000, 40_000);
    private static final SwarmLimits LIMITS = new SwarmLimits(100, 40, 1_000);
    private static final String HELPER = "helper";

    private final Scene scene = new Scene();

    private WhyPending why(String task) {
        return new PendingTasks(scene.state(), scene.now()).of(scene.task(task));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void nothingButAClaimIsMissingExactlyIfAnAbleAgentWouldGetTheTaskByClaiming(long seed) {
        Random random = Seeds.random("nothingButAClaimIsMissingExactlyIfAnAbleAgentWouldGetTheTaskByClaiming", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = SwarmState.empty("default", LIMITS, new Cursor("k3f9", 0));
        Instant now = Scene.NOON;
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        int checked = 0;

        for (int given = 0; given < COMMANDS; given++) {
            now = now.plusMillis(random.nextInt(2_000));
            state = decided(state, commands.next(state), now).orElse(state);
            if (given % 50 != 0) {
                continue;
            }
            PendingTasks pending = new PendingTasks(state, now);
            for (Task task : state.tasksAfter("")) {
                if (task.status() == TaskStatus.PENDING) {
                    WhyPending why = pending.of(task);
                    why.reasons().forEach(reason -> seen.add(reason.kind()));
                    boolean isOnlyAClaimMissing =
                            why.reasons().stream().allMatch(reason -> reason.kind() == Kind.NOBODY_ASKS);
                    assertThat(isOnlyAClaimMissing)
                            .as("%s: %s", task, why)
                            .isEqualTo(wouldGetItByClaiming(firstInLine(state, task, now), task, now));
                    assertThat(why.place()).as("%s", task).isEqualTo(claimsUntil(state, task, now));
                    checked++;
                }
            }
        }

        assertThat(checked).isGreaterThan(COMMANDS / 50);
        assertThat(seen).hasSizeGreaterThan(3);
    }

    private static Optional<SwarmState> decided(SwarmState state, Command command, Instant now) {
        try {
            return Optional.of(Decision.of(state, command, now).state());
        } catch (Rejection refused) {
            return Optional.empty();
        }
    }

    /** Whether one of the agents that are live and have room gets the task. */
    private static boolean wouldGetItByClaiming(SwarmState state, Task task, Instant now) {
        for (Agent agent : state.agents()) {
            int most = agent.assignment() == Assignment.PUSH ? agent.slots() : 64;
            boolean isAble = agent.liveness() == Liveness.LIVE && state.load(agent.id()) < most;
            if (isAble
                    && !agent.id().startsWith(HELPER)
                    && decided(state, claim(agent.id()), now)
                            .filter(after -> after.requireTask(task.id()).isHeldBy(agent.id()))
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The state after helpers took all that comes before the task. */
    private static SwarmState firstInLine(SwarmState state, Task task, Instant now) {
        List<String> all = List.of("gpu", "java", "python");
        SwarmState after = with(state, HELPER, all, now);
        while (true) {
            Task next = after.nextFor(after.requireAgent(HELPER)).orElse(null);
            if (next == null || next.id().equals(task.id())) {
                return after;
            }
            after = decided(after, claim(HELPER), now).orElseThrow();
        }
    }

    /**
     * How often an agent with just what the task requires has to claim until it gets the task; null if it never does.
     */
    private static Integer claimsUntil(SwarmState state, Task task, Instant now) {
        SwarmState after = with(state, HELPER, task.requirements(), now);
        for (int claims = 1; ; claims++) {
            Decision decision = Decision.of(after, new Claim(HELPER, Duration.ZERO), now);
            if (!(decision.reply() instanceof Reply.TaskIs given)) {
                return null;
            }
            if (given.task().id().equals(task.id())) {
                return claims;
            }
            after = decision.state();
        }
    }

    private static SwarmState with(SwarmState state, String agent, List<String> capabilities, Instant now) {
        return decided(state, new RegisterAgent(agent, null, null, capabilities, null), now)
                .orElseThrow();
    }

    @Test
    void capabilitiesThatNoLiveAgentHasAreNamed() {
        scene.given(register("a1", "java"), register("a2", "gpu"), silence("a2", 40));
        scene.given(submitRequiring("t1", "gpu", "java", "python"));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.NO_CAPABILITY, List.of("gpu", "python")));
        assertThat(why("t1").place()).isEqualTo(1);
    }

    @Test
    void allRequirementsAreNamedIfNoAgentHasThemTogether() {
        scene.given(register("a1", "java"), register("a2", "gpu"), submitRequiring("t1", "gpu", "java"));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.NO_CAPABILITY, List.of("gpu", "java")));
    }

    @Test
    void swarmWithoutAnAgentLacksNoCapabilityByName() {
        scene.given(submit("t1"));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.NO_CAPABILITY, List.of()));
    }

    @Test
    void pausedAndDrainingAgentsAreCounted() {
        scene.given(register("a1"), register("a2"), register("a3"), submit("t1"));
        scene.given(new SetAgentMode("a1", AgentMode.PAUSED, Intervention.NONE));
        scene.given(new SetAgentMode("a2", AgentMode.DRAINING, Intervention.NONE), status("a3", AgentStatus.PAUSED));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.ALL_PAUSED, 3));
        assertThat(why("t1").estimateMillis()).isNull();
    }

    @Test
    void agentsWithoutRoomAreCounted() {
        scene.given(new RegisterAgent("p1", null, null, List.of(), Assignment.PUSH, 1, null), submit("held"));
        scene.given(submit("t1"));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.ALL_BUSY, 1));
    }

    @Test
    void agentThatClaimsIsBusyOnlyAtItsLimit() {
        scene.given(register("a1"));
        for (int held = 1; held < Limits.NAMES; held++) {
            scene.given(submit("held" + held), claim("a1"));
        }
        scene.given(submit("t1"), submit("t2"));
        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.NOBODY_ASKS, 1));

        scene.given(claim("a1"));

        assertThat(why("t2").reasons()).containsExactly(Reason.of(Kind.ALL_BUSY, 1));
    }

    @Test
    void dependenciesThatAreNotCompletedAreNamed() {
        scene.given(register("a1"), submit("done"), claim("a1"), complete("done", "a1", null), submit("open"));
        scene.given(submitAfter("t1", "done", "open"));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.DEPENDENCIES, List.of("open")));
        assertThat(why("t1").place()).isNull();
        assertThat(why("t1").estimateMillis()).isNull();
    }

    @Test
    void taskThatIsKeptBackSaysUntilWhen() {
        scene.given(register("a1"), submit("t1"), claim("a1"), fail("t1", "a1", null));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Scene.NOON.plusSeconds(1)));
        assertThat(why("t1").place()).isNull();
    }

    @Test
    void compositeTaskNamesThePartsThatWait() {
        scene.given(register("a1"));
        scene.given(new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, null, null, 2));

        assertThat(why("t1").reasons()).containsExactly(Reason.of(Kind.IN_PARTS, List.of("t1.1", "t1.2")));
        assertThat(why("t1.2").place()).isEqualTo(2);
    }

    @Test
    void taskThatDoesNotWaitHasNoReasons() {
        scene.given(register("a1"), submit("t1"), claim("a1"));

        assertThat(why("t1")).isEqualTo(new WhyPending(TaskStatus.ASSIGNED, List.of(), null, null));
    }

    @Test
    void placeCountsOnlyWhatTheRequirementsCover() {
        scene.given(submit("any")).later(Duration.ofSeconds(1));
        scene.given(submitRequiring("java", "java")).later(Duration.ofSeconds(1));
        scene.given(submitRequiring("both", "gpu", "java")).later(Duration.ofSeconds(1));
        scene.given(submitRequiring("gpu", "gpu"));

        assertThat(why("gpu").place()).isEqualTo(2);
        assertThat(why("both").place()).isEqualTo(3);
    }

    @Test
    void estimateIsThePaceOfLateForEachPlace() {
        scene.given(register("a1"));
        for (int n = 1; n <= 10; n++) {
            scene.given(submit("done" + n), claim("a1"), complete("done" + n, "a1", null));
            scene.later(Duration.ofSeconds(1));
        }
        scene.given(submit("t1"), submit("t2"));

        // Ten ended, the first of them 10 s ago, and nine since.
        assertThat(why("t1").estimateMillis()).isEqualTo(10_000 / 9);
        assertThat(why("t2").estimateMillis()).isBetween(2 * 10_000L / 9 - 1, 2 * 10_000L / 9);
        scene.later(Duration.ofSeconds(10));
        assertThat(why("t1").estimateMillis()).isEqualTo(20_000 / 9);
    }

    @Test
    void estimateIsUnknownAfterTooFewEnds() {
        scene.given(register("a1"));
        for (int n = 1; n < 10; n++) {
            scene.given(submit("done" + n), claim("a1"), complete("done" + n, "a1", null));
        }
        scene.given(submit("t1"));

        assertThat(why("t1").place()).isEqualTo(1);
        assertThat(why("t1").estimateMillis()).isNull();
    }
}
