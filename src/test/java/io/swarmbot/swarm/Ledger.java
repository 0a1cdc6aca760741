package io.swarmbot.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmEvent.TaskProgressed;
import io.swarmbot.swarm.SwarmEvent.TaskStatusChanged;
import io.swarmbot.swarm.SwarmEvent.TaskSubmitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Keeps book of a log's events in a simpler way than {@link SwarmState}, and compares the two. */
final class Ledger {

    private final Map<String, TaskStatus> tasks = new HashMap<>();
    private final Map<String, List<String>> dependencies = new HashMap<>();
    private final Map<TaskStatus, Long> counts = new HashMap<>();
    /** Those that finished, in that order, with the sequence at which they did. */
    private final TreeMap<Long, String> finished = new TreeMap<>();

    private final int remembered;
    private Cursor cursor;
    private Instant timestamp = Instant.EPOCH;

    Ledger(Cursor cursor, int remembered) {
        this.cursor = cursor;
        this.remembered = remembered;
    }

    /** How many tasks finished so long ago that they are not remembered. */
    int forgotten() {
        return Math.max(0, finished.size() - remembered);
    }

    void take(SwarmEvent event) {
        assertThat(event.stamp().cursor()).isEqualTo(cursor.plus(1));
        assertThat(event.stamp().timestamp()).isAfterOrEqualTo(timestamp);
        cursor = event.stamp().cursor();
        timestamp = event.stamp().timestamp();
        if (event instanceof TaskSubmitted submitted) {
            TaskStatus before = tasks.put(submitted.taskId(), TaskStatus.PENDING);
            assertThat(before == null || before.isFinished()).isTrue();
            dependencies.put(submitted.taskId(), submitted.task().dependencies());
            count(TaskStatus.PENDING, 1);
        } else if (event instanceof TaskProgressed progressed) {
            assertThat(tasks.get(progressed.taskId())).isEqualTo(TaskStatus.RUNNING);
        } else if (event instanceof TaskStatusChanged changed) {
            take(changed);
        }
    }

    private void take(TaskStatusChanged changed) {
        TaskStatus before = tasks.put(changed.taskId(), changed.status());
        assertThat(changed.previousStatus()).isEqualTo(before);
        assertThat(before.isFinished()).as("%s ended twice", changed).isFalse();
        assertThat(before.mayBecome(changed.status())).isTrue();
        assertThat(changed.assignedAgents()).hasSizeLessThanOrEqualTo(1);
        count(before, -1);
        count(changed.status(), 1);
        if (changed.status().isFinished()) {
            finished.put(changed.stamp().seq(), changed.taskId());
        }
    }

    private void count(TaskStatus status, long change) {
        counts.merge(status, change, Long::sum);
    }

    void assertAgreesWith(SwarmState state) {
        assertThat(state.cursor()).isEqualTo(cursor);
        for (TaskStatus status : TaskStatus.values()) {
            assertThat(state.totals().of(status)).as("total %s", status).isEqualTo(counts.getOrDefault(status, 0L));
        }
        for (AgentStatus status : AgentStatus.values()) {
            assertThat(state.totals().of(status))
                    .as("total %s", status)
                    .isEqualTo(state.agents().stream()
                            .filter(agent -> agent.status() == status)
                            .count());
        }
        assertTasks(state);
        assertHolders(state);
    }

    private void assertTasks(SwarmState state) {
        Set<String> expected = new HashSet<>(
                finished.descendingMap().values().stream().limit(remembered).toList());
        int open = 0;
        for (Map.Entry<String, TaskStatus> task : tasks.entrySet()) {
            if (!task.getValue().isFinished()) {
                open++;
                expected.add(task.getKey());
                expected.addAll(dependencies.get(task.getKey()));
            }
        }
        Set<String> present = new HashSet<>();
        for (Task task : state.tasksAfter("")) {
            present.add(task.id());
            if (task.status() != tasks.get(task.id())) {
                fail("%s is %s in the log", task, tasks.get(task.id()));
            }
            if (!task.status().isFinished()) {
                assertThat(task.assignedAgents()).hasSize(task.status().isHeld() ? 1 : 0);
            }
        }
        assertThat(present).isEqualTo(expected);
        assertThat(state.openTasks()).isEqualTo(open);
    }

    private static void assertHolders(SwarmState state) {
        Map<String, List<String>> byHolder = new HashMap<>();
        for (Task task : state.tasksAfter("")) {
            if (task.status().isHeld()) {
                byHolder.computeIfAbsent(task.assignedAgents().get(0), id -> new ArrayList<>())
                        .add(task.id());
            }
        }
        for (Agent agent : state.agents()) {
            List<String> held = byHolder.getOrDefault(agent.id(), List.of());
            assertThat(state.heldBy(agent.id()).stream().map(Task::id).toList())
                    .containsExactlyInAnyOrderElementsOf(held);
            if (held.isEmpty()) {
                assertThat(agent.currentTask()).isNull();
            } else {
                assertThat(held).contains(agent.currentTask());
            }
        }
        assertThat(state.agents().stream().map(Agent::id).collect(Collectors.toSet()))
                .containsAll(byHolder.keySet());
    }
}
