package io.swarmbot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent.Alert;
import io.swarmbot.swarm.TaskEvent.TaskAssigned;
import io.swarmbot.swarm.TaskEvent.TaskProgressed;
import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskEvent.TaskSubmitted;
import io.swarmbot.swarm.TaskEvent.TaskUpdated;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Derives a swarm's tasks from the events in a simpler way than {@link SwarmState}, and compares the two. */
public final class Ledger {

    private final Map<String, TaskStatus> tasks = new HashMap<>();
    private final Map<String, TaskSpec> specs = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Map<TaskStatus, Long> counts = new HashMap<>();
    /** The finished tasks by the sequence of the event that changed them last. */
    private final TreeMap<Long, String> finished = new TreeMap<>();

    private final int remembered;
    private int forgotten;
    private Cursor cursor;
    private Instant timestamp = Instant.EPOCH;

    public Ledger(Cursor cursor, int remembered) {
        this.cursor = cursor;
        this.remembered = remembered;
    }

    /** How many tasks finished so long ago that they are not remembered. */
    public int forgotten() {
        return forgotten;
    }

    public void take(SwarmEvent event) {
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
            // The alert ends with the task. Its event comes after the one that ended the task.
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
                    assigned.task().attempt().number());
        } else if (event instanceof TaskProgressed progressed) {
            assertThat(tasks.get(progressed.taskId())).isEqualTo(TaskStatus.RUNNING);
        } else if (event instanceof TaskStatusChanged changed) {
            take(changed);
        }
    }

    /** Takes an update, the only event that makes a finished task pending again. */
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
        assertThat(changed.attempt().assignedAgents()).hasSizeLessThanOrEqualTo(isComposite ? 16 : 1);
        moved(
                changed.taskId(),
                changed.previousStatus(),
                changed.status(),
                changed.attempt().number());
        if (changed.status() == TaskStatus.ASSIGNED && !isComposite) {
            for (String id : specs.get(changed.taskId()).dependencies()) {
                assertThat(tasks.get(id)).as("what %s depends on", changed).isEqualTo(TaskStatus.COMPLETED);
            }
        }
        if (changed.status().isFinished()) {
            finished.put(changed.stamp().seq(), changed.taskId());
            if (finished.size() > remembered) {
                // A task that is forgotten stays so, even if others are retried later.
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

    public void assertAgreesWith(SwarmState state) {
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
            }
        }
        for (Deque<String> needers = new ArrayDeque<>(expected); !needers.isEmpty(); ) {
            for (String id : needs(needers.poll())) {
                if (expected.add(id)) {
                    needers.add(id);
                }
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

    /** What must be known of others to decide about a task that is open or may be retried. */
    private List<String> needs(String id) {
        List<String> ids = new ArrayList<>();
        if (tasks.get(id) != TaskStatus.COMPLETED) {
            ids.addAll(specs.get(id).dependencies());
            for (int number = 1; number <= specs.get(id).parts(); number++) {
                ids.add(id + "." + number);
            }
        }
        return ids;
    }

    /** A composite task ends as soon as its parts require it, and is never completed before them. */
    private static void assertComposite(SwarmState state, Task whole) {
        List<TaskStatus> parts = new ArrayList<>();
        for (int number = 1; number <= whole.spec().parts(); number++) {
            state.task(whole.partId(number)).ifPresent(part -> parts.add(part.status()));
        }
        if (whole.status() != TaskStatus.COMPLETED) {
            assertThat(parts).hasSize(whole.spec().parts());
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
