package io.swarmbot.swarm;

import static io.swarmbot.swarm.TaskStatus.ASSIGNED;
import static io.swarmbot.swarm.TaskStatus.CANCELED;
import static io.swarmbot.swarm.TaskStatus.COMPLETED;
import static io.swarmbot.swarm.TaskStatus.FAILED;
import static io.swarmbot.swarm.TaskStatus.INPUT_REQUIRED;
import static io.swarmbot.swarm.TaskStatus.PENDING;
import static io.swarmbot.swarm.TaskStatus.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStatusTest {

    private static final Map<TaskStatus, Set<TaskStatus>> LEGAL = Map.of(
            PENDING, Set.of(ASSIGNED, FAILED, CANCELED),
            ASSIGNED, Set.of(PENDING, RUNNING, COMPLETED, FAILED, CANCELED),
            RUNNING, Set.of(PENDING, INPUT_REQUIRED, COMPLETED, FAILED, CANCELED),
            INPUT_REQUIRED, Set.of(PENDING, RUNNING, COMPLETED, FAILED, CANCELED),
            COMPLETED, Set.of(),
            FAILED, Set.of(PENDING),
            CANCELED, Set.of(PENDING));

    @ParameterizedTest
    @EnumSource
    void taskStatusAllowsExactlyTheTransitionsOfTheTable(TaskStatus status) {
        for (TaskStatus next : TaskStatus.values()) {
            assertThat(status.mayBecome(next))
                    .as("%s to %s", status, next)
                    .isEqualTo(LEGAL.get(status).contains(next));
        }
    }

    @ParameterizedTest
    @EnumSource
    void taskStatusIsEitherPendingHeldOrFinished(TaskStatus status) {
        List<Boolean> phases = List.of(status == PENDING, status.isHeld(), status.isFinished());

        assertThat(phases).containsOnlyOnce(true);
    }

    @Test
    void heldAndFinishedStatusesAreThoseOfTheContract() {
        assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isHeld))
                .containsExactly(ASSIGNED, RUNNING, INPUT_REQUIRED);
        assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isFinished))
                .containsExactly(COMPLETED, FAILED, CANCELED);
    }

    @ParameterizedTest
    @EnumSource
    void wireNameIsReadAsTheSameStatus(TaskStatus status) {
        assertThat(TaskStatus.ofWireName(status.wireName())).contains(status);
        assertThat(TaskStatus.ofWireName(status.name())).isEmpty();
    }

    @Test
    void wireNamesAreThoseOfTheContract() {
        assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::wireName))
                .containsExactly("pending", "assigned", "running", "input_required", "completed", "failed", "canceled");
        assertThat(Arrays.stream(AgentStatus.values()).map(AgentStatus::wireName))
                .containsExactly("idle", "busy", "processing", "waiting", "paused", "error", "offline");
        assertThat(Arrays.stream(Liveness.values()).map(Liveness::wireName)).containsExactly("live", "stale", "lost");
    }
}
