package io.swarmbot.coordinator.time;

import static io.swarmbot.command.Scene.NOON;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.progress;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Scene;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How long tasks have been as they are, by a clock that does not jump. */
class TaskClocksTest {

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final Scene scene = new Scene().given(register("agent1"), submit("t1"));
    private final TaskClocks clocks = new TaskClocks(scene.state(), NOON, ticker);

    private void given(Command... commands) {
        for (Command command : commands) {
            Decision decision = scene.decide(command);
            scene.given(command);
            clocks.follow(decision.events(), decision.state());
        }
    }

    private void passes(int seconds) {
        ticker.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void timeBeginsWhenTheEventWasTakenIn() {
        given(claim("agent1"));
        passes(10);
        given(start("t1", "agent1"));
        passes(20);
        given(progress("t1", "agent1", 5, null));
        passes(3);

        assertThat(clocks.inStatus(scene.task("t1"))).isEqualTo(Duration.ofSeconds(23));
        assertThat(clocks.idle(scene.task("t1"))).isEqualTo(Duration.ofSeconds(3));
        assertThat(clocks.running("t1")).isEqualTo(Duration.ofSeconds(23));
    }

    @Test
    void changeThatWasNotTakenInYetHasTakenNoTime() {
        given(claim("agent1"));
        passes(100);

        Task started = scene.decide(start("t1", "agent1")).state().requireTask("t1");

        assertThat(clocks.inStatus(started)).isZero();
        assertThat(clocks.idle(started)).isZero();
        assertThat(clocks.inStatus(scene.task("t1"))).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void loadedStateSaysHowMuchOfAPauseIsOver() {
        given(claim("agent1"), start("t1", "agent1"), fail("t1", "agent1", null));
        SwarmState failed = scene.state();

        for (Instant today : new Instant[] {NOON.minus(Duration.ofDays(365)), NOON}) {
            TaskClocks loaded = new TaskClocks(failed, today, ticker);
            assertThat(loaded.overPauses()).isEmpty();
            passes(1);
            assertThat(loaded.overPauses()).containsExactly("t1");
        }
        assertThat(new TaskClocks(failed, NOON.plusSeconds(1), ticker).overPauses())
                .containsExactly("t1");
        assertThat(new TaskClocks(failed, Instant.MAX, ticker).overPauses()).containsExactly("t1");
    }

    /** Each paused task is told of when its pause is over, and nothing is kept of tasks that have no time limit. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void pausesAreOverInTimeAndNothingElseIsKept(long seed) {
        Random random = Seeds.random("pausesAreOverInTimeAndNothingElseIsKept", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = new Scene().state();
        TaskClocks all = new TaskClocks(state, NOON, ticker);
        Map<String, Long> ends = new HashMap<>();
        long now = 0;
        for (int n = 0; n < 5_000; n++) {
            Decision decision;
            try {
                decision = Decision.of(state, commands.next(state), NOON.plusSeconds(random.nextInt(100_000)));
            } catch (Rejection refused) {
                continue;
            }
            state = decision.state();
            all.follow(decision.events(), state);
            long timed = 0;
            Map<String, Long> before = ends;
            ends = new HashMap<>();
            for (Task task : state.tasksAfter("")) {
                Instant end = task.attempt().notBefore();
                boolean isPaused = task.status() == TaskStatus.PENDING && end != null;
                timed += isPaused || task.isHeld() ? 1 : 0;
                if (isPaused) {
                    long length =
                            Duration.between(task.times().statusSince(), end).toMillis();
                    ends.put(task.id(), before.getOrDefault(task.id(), now + length));
                }
            }
            assertThat(all.size()).isEqualTo(timed);
            long present = now;
            assertThat(all.overPauses())
                    .containsExactlyInAnyOrderElementsOf(ends.entrySet().stream()
                            .filter(pause -> pause.getValue() <= present)
                            .map(Map.Entry::getKey)
                            .toList());
            int millis = random.nextInt(300);
            ticker.advance(Duration.ofMillis(millis));
            now += millis;
        }
    }
}
