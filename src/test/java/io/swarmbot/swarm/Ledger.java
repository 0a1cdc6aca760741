package io.swarmbot.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmEvent.Alert;
import io.swarmbot.swarm.SwarmEvent.TaskAssigned;
import io.swarmbot.swarm.SwarmEvent.TaskProgressed;
import io.swarmbot.swarm.SwarmEvent.TaskStatusChanged;
import io.swarmbot.swarm.SwarmEvent.TaskSubmitted;
import io.swarmbot.swarm.SwarmEvent.TaskUpdated;
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
    private final Map<String, TaskSpec> specs = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<TaskStatus, Long> counts = new HashMap<>();
    /** Those that finished, in that order, with the sequence at which they did. */
    private final TreeMap<Long, String> finished = new TreeMap<>();

    private final int remembered;
    private int forgotten;
    private Cursor cursor;
    private Instant timestamp = Instant.EPOCH;

    Ledger(Cursor cursor, int remembered) {
        this.cursor = cursor;
        this.remembered = remembered;
    }

    /** How many tasks finished so long ago that they are not remembered. */
    int forgotten() {
        return forgotten;
    }

    void take(SwarmEvent event) {
        assertThat(event.stamp().cursor()).isEqualTo(cursor.plus(1));
        assertThat(event.stamp().timestamp()).isAfterOrEqualTo(timestamp);
        cursor = event.stamp().cursor();
        timestamp = event.stamp().timestamp();
        if (event instanceof TaskSubmitted submitted) {
            TaskStatus before = tasks.put(submitted.taskId(), TaskStatus.PENDING);
            assertThat(before == null || before.isFinished()).isTrue();
            specs.put(submitted.taskId(), submitted.task().spec());
            attempts.put(submitted.taskId(), 0);
            count(TaskStatus.PENDING, 1);
        } else if (event instanceof Alert alert && tasks.get(alert.taskId()).isFinished()) {
            // It clears with the task's end, and is then the newest that happened to it.
            finished.descendingMap().values().remove(alert.taskId());
            finished.put(alert.stamp().seq(), alert.taskId());
        } else if (event instanceof TaskUpdated updated) {
            take(updated);
        } else if (event instanceof TaskAssigned assigned) {
            assertThat(assigned.task().assignedAgents()).containsExactly(assigned.agentId());
            specs.put(assigned.taskId(), assigned.task().spec());
            moved(
                    assigned.taskId(),
                    assigned.previousStatus(),
                    TaskStatus.ASSIGNED,
                    assigned.task().attempt());
        } else if (event instanceof TaskProgressed progressed) {
            assertThat(tasks.get(progressed.taskId())).isEqualTo(TaskStatus.RUNNING);
        } else if (event instanceof TaskStatusChanged changed) {
            take(changed);
        }
    }

    /** Only this brings a task back from its end. */
    private void take(TaskUpdated updated) {
        Task task = updated.task();
        specs.put(task.id(), task.spec());
        TaskStatus before = tasks.put(task.id(), task.status());
        assertThat(updated.previousStatus()).isEqualTo(before);
        if (before.isFinished()) {
            assertThat(before).isNotEqualTo(TaskStatus.COMPLETED);
            assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
            finished.descendingMap().values().remove(task.id());
        }
        count(before, -1);
        count(task.status(), 1);
    }

    private void take(TaskStatusChanged changed) {
        boolean isComposite = specs.get(changed.taskId()).parts() > 0;
        assertThat(changed.assignedAgents()).hasSizeLessThanOrEqualTo(isComposite ? 16 : 1);
        moved(changed.taskId(), changed.previousStatus(), changed.status(), changed.attempt());
        if (changed.status() == TaskStatus.ASSIGNED && !isComposite) {
            for (String id : specs.get(changed.taskId()).dependencies()) {
                assertThat(tasks.get(id)).as("what %s depends on", changed).isEqualTo(TaskStatus.COMPLETED);
            }
        }
        if (changed.status().isFinished()) {
            finished.put(changed.stamp().seq(), changed.taskId());
            if (finished.size() > remembered) {
                // For good, whatever is retried later.
                finished.pollFirstEntry();
                forgotten++;
            }
        }
    }

    private void moved(String id, TaskStatus said, TaskStatus next, int attempt) {
        TaskStatus before = tasks.put(id, next);
        assertThat(said).isEqualTo(before);
        assertThat(before.isFinished()).as("%s ended twice", id).isFalse();
        boolean isTakenOver = before.isHeld() && next == TaskStatus.ASSIGNED;
        assertThat(isTakenOver || before.mayBecome(next)).isTrue();
        boolean isNewAttempt = next == TaskStatus.ASSIGNED && specs.get(id).parts() == 0;
        int due = attempts.get(id) + (isNewAttempt ? 1 : 0);
        assertThat(attempt)
                .as("attempt of %s", id)
                .isEqualTo(due)
                .isLessThanOrEqualTo(specs.get(id).maxAttempts());
        attempts.put(id, attempt);
        count(before, -1);
        count(next, 1);
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
        Set<String> expected = new HashSet<>(finished.values());
        int open = 0;
        for (Map.Entry<String, TaskStatus> task : tasks.entrySet()) {
            if (!task.getValue().isFinished()) {
                open++;
                expected.add(task.getKey());
                expected.addAll(specs.get(task.getKey()).dependencies());
            }
        }
        Set<String> present = new HashSet<>();
        for (Task task : state.tasksAfter("")) {
            present.add(task.id());
            if (task.status() != tasks.get(task.id())) {
                fail("%s is %s in the log", task, tasks.get(task.id()));
            }
            if (!task.status().isFinished() && !task.isComposite()) {
                assertThat(task.assignedAgents()).hasSize(task.status().isHeld() ? 1 : 0);
            }
            if (task.isComposite()) {
                assertComposite(state, task);
            }
        }
        assertThat(present).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(state.openTasks()).isEqualTo(open);
    }

    /** It is at its end as soon as its parts decide so, and never completed before them. */
    private static void assertComposite(SwarmState state, Task whole) {
        List<TaskStatus> parts = new ArrayList<>();
        for (int number = 1; number <= whole.spec().parts(); number++) {
            state.task(whole.partId(number)).ifPresent(part -> parts.add(part.status()));
        }
        if (!whole.status().isFinished()) {
            assertThat(parts).doesNotContain(TaskStatus.FAILED, TaskStatus.CANCELED);
            assertThat(parts).anyMatch(status -> status != TaskStatus.COMPLETED);
        } else {
            assertThat(parts).allMatch(TaskStatus::isFinished);
        }
    }

    private static void assertHolders(SwarmState state) {
        Map<String, List<String>> byHolder = new HashMap<>();
        for (Task task : state.tasksAfter("")) {
            if (task.isHeld()) {
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
