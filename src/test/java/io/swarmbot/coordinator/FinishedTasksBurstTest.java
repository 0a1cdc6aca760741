package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Scene;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.testing.Burst;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limit {@code swarmbot.retention.finished-tasks}, from many threads. */
class FinishedTasksBurstTest {

    private static final int THREADS = 8;
    private static final int LIMIT = Scene.ROOMY.finishedTasks();
    private static final int TASKS_OF_EACH = 10 * LIMIT / THREADS;

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void swarmRemembersTheNewestOfABurstOfTenTimesItsFinishedTasks(long seed) {
        Random random = Seeds.random("swarmRemembersTheNewestOfABurstOfTenTimesItsFinishedTasks", seed);
        List<Random> randoms = Stream.generate(() -> new Random(random.nextLong()))
                .limit(THREADS)
                .toList();
        try (CoordinatorHarness swarm =
                        new CoordinatorHarness.Builder().threads(2).build();
                Burst burst = new Burst(THREADS)) {

            burst.run(n -> {
                for (int number = 0; number < TASKS_OF_EACH; number++) {
                    String task = "t" + n + "." + number;
                    join(swarm.submit(submit(task)));
                    join(swarm.submit(cancel(task)));
                    if (randoms.get(n).nextInt(100) == 0) {
                        assertThat(tasks(swarm.state())).hasSizeLessThanOrEqualTo(LIMIT + THREADS);
                    }
                }
                return 0;
            });

            Collection<Task> left = tasks(swarm.state());
            assertThat(left).hasSize(LIMIT).allMatch(task -> task.status().isFinished());
            // What is forgotten leaves the store as well.
            assertThat(swarm.log.rows().keySet())
                    .filteredOn(key -> key.startsWith("task/"))
                    .containsExactlyInAnyOrderElementsOf(
                            left.stream().map(task -> "task/" + task.id()).toList());
        }
    }

    private static Collection<Task> tasks(SwarmState state) {
        return state.tasksAfter("");
    }
}
