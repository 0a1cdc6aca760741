package io.swarmbot.swarm;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePSet;

/**
 * The open tasks for which a time of their own is to come: those with a deadline, in order of it, and those that are
 * kept back after a failed attempt.
 *
 * <p>Thread-safety: immutable.
 */
final class DueTimes {

    private record Due(Instant time, String taskId) implements Comparable<Due> {

        /** Sorts after every deadline at the same time, because no task has such an id. */
        static Due after(Instant time) {
            return new Due(time, "~");
        }

        @Override
        public int compareTo(Due other) {
            int byTime = time.compareTo(other.time);
            return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
        }
    }

    private static final DueTimes EMPTY = new DueTimes(TreePSet.empty(), 0);

    private final TreePSet<Due> deadlines;
    private final int paused;

    private DueTimes(TreePSet<Due> deadlines, int paused) {
        this.deadlines = deadlines;
        this.paused = paused;
    }

    static DueTimes empty() {
        return EMPTY;
    }

    DueTimes plus(Task task) {
        return with(task, deadlineOf(task), 1);
    }

    /** Without the task, which must be the same as when it was added. */
    DueTimes minus(Task task) {
        return with(task, deadlineOf(task), -1);
    }

    /** @param change 1 if the task is added, -1 if it is taken out */
    private DueTimes with(Task task, @Nullable Due deadline, int change) {
        int pauses = pausesOf(task);
        if (deadline == null && pauses == 0) {
            return this;
        }
        TreePSet<Due> changed = deadlines;
        if (deadline != null) {
            changed = change > 0 ? deadlines.plus(deadline) : deadlines.minus(deadline);
        }
        return new DueTimes(changed, paused + change * pauses);
    }

    boolean isEmpty() {
        return deadlines.isEmpty() && paused == 0;
    }

    boolean isAnyLate(Instant now) {
        return !deadlines.isEmpty() && !deadlines.first().time().isAfter(now);
    }

    /** The ids of the tasks whose deadline is not after that time, the oldest deadline first. */
    Stream<String> late(Instant now) {
        return deadlines.headSet(Due.after(now), true).stream().map(Due::taskId);
    }

    private static @Nullable Due deadlineOf(Task task) {
        return task.status().isFinished() || task.deadline() == null ? null : new Due(task.deadline(), task.id());
    }

    private static int pausesOf(Task task) {
        return task.status() == TaskStatus.PENDING && task.attempt().notBefore() != null ? 1 : 0;
    }
}
