package io.swarmbot.coordinator.time;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Scene;
import io.swarmbot.command.StampedTime;
import io.swarmbot.command.SweepTasks;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a task is slow beside others of its type. */
class UsualDurationsTest {

    private final Scene scene = new Scene().given(register("agent1"));

    private Task task() {
        return scene.task("t1");
    }

    @Test
    void taskThatTakesMuchLongerThanItsTypeUsuallyDoesIsCalledSlow() {
        UsualDurations usual = new UsualDurations();
        Scene past = new Scene().given(register("agent1"));
        for (int n = 0; n < 20; n++) {
            past.given(submit("p" + n), claim("agent1"), start("p" + n, "agent1"));
            Duration ran = Duration.ofSeconds(10 + n % 3);
            past.later(ran).given(complete("p" + n, "agent1", null));
            usual.learn(past.task("p" + n), ran);
        }
        scene.given(submit("t1"), claim("agent1"), start("t1", "agent1"));

        assertThat(usual.isExceededBy(task(), Duration.ofSeconds(20))).isFalse();
        assertThat(usual.isExceededBy(task(), Duration.ofSeconds(30))).isTrue();
        SweepTasks sweep = new SweepTasks(
                new StampedTime(scene.state(), scene.now(), Instant.EPOCH, key -> Duration.ZERO), task -> true);
        assertThat(sweep.isDue(scene.state(), scene.now())).isTrue();
        scene.given(sweep);
        assertThat(task().alert()).isEqualTo(AlertKind.SLOW);
        assertThat(sweep.isDue(scene.state(), scene.now())).isFalse();
    }
}
