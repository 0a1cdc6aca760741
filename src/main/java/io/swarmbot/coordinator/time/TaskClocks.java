package io.swarmbot.coordinator.time;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * How long the tasks of a swarm have been as they are: those that agents hold, and those that wait for the end of a
 * pause. The time is measured from the moment at which this replica took the event in. So it does not matter what the
 * clock of the event's writer showed, and nothing is due early.
 *
 * <p>Of a state that was loaded, the timestamps say how much time had passed when its newest event happened. What
 * passed since then the time of day says; if that is behind the newest event, nothing passed.
 *
 * <p>Thread-safety: any thread may ask; one thread at a time calls {@link #restart} and {@link #follow}.
 */
public final class TaskClocks {

    /** More has never passed for a task that was loaded. It keeps the numbers within their range. */
    private static final Duration LONGEST = Duration.ofDays(3_650);
    /** How many pauses that are over one sweep is told of. */
    private static final int PAUSES_AT_ONCE = 1_000;

    private static final long NEVER = Long.MAX_VALUE;

    /** Since when a task is as it is. All times are nanoseconds since the origin, and may be below 0. */
    private record Since(long version, long status, long active, long started, long pauseEnd) {}

    private record Pause(long end, String taskId) implements Comparable<Pause> {

        /** Comes after every pause that ends then, because no task has such an id. */
        static Pause after(long end) {
            return new Pause(end, "~");
        }

        @Override
        public int compareTo(Pause other) {
            int byEnd = Long.compare(end, other.end);
            return byEnd != 0 ? byEnd : taskId.compareTo(other.taskId);
        }
    }

    private final Ticker ticker;
    private final long origin;
    private final ConcurrentHashMap<String, Since> tasks = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Pause> pauses = new ConcurrentSkipListSet<>();

    /** @param today the time of day */
    public TaskClocks(SwarmState loaded, Instant today, Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
        restart(loaded, today);
    }

    /**
     * Begins anew with a state that was loaded.
     *
     * @param today the time of day
     */
    public void restart(SwarmState loaded, Instant today) {
        tasks.clear();
        pauses.clear();
        long now = now();
        Instant newest = loaded.timestamp().isAfter(today) ? loaded.timestamp() : today;
        for (Task task : loaded.tasksAfter("")) {
            if (isTimed(task)) {
                Instant started = task.attempt().startedAt();
                put(
                        task,
                        now - passed(task.times().statusSince(), newest),
                        now - passed(task.times().activeAt(), newest),
                        started == null ? NEVER : now - passed(started, newest));
            }
        }
    }

    private static long passed(Instant from, Instant to) {
        Duration passed = Duration.between(from, to);
        if (passed.isNegative()) {
            return 0;
        }
        return (passed.compareTo(LONGEST) < 0 ? passed : LONGEST).toNanos();
    }

    /** Takes events in; {@code next} is the state after them. */
    public void follow(List<SwarmEvent> events, SwarmState next) {
        long now = now();
        for (SwarmEvent event : events) {
            if (event instanceof TaskEvent change) {
                follow(change, next.task(change.taskId()).orElse(null), now);
            }
        }
    }

    /** @param last the task after the last of the events; null if it is no longer there */
    private void follow(TaskEvent event, @Nullable Task last, long now) {
        if (last == null || !isTimed(last)) {
            forget(event.taskId());
            return;
        }
        Since before = tasks.get(last.id());
        TaskStatus moved = statusAfterMove(event);
        if (before == null || moved != null) {
            put(last, now, now, startOf(moved == null ? last.status() : moved, before, now));
        } else {
            put(
                    last,
                    before.status(),
                    event instanceof TaskEvent.TaskProgressed ? now : before.active(),
                    before.started());
        }
    }

    private static long startOf(TaskStatus status, @Nullable Since before, long now) {
        if (status != TaskStatus.RUNNING && status != TaskStatus.INPUT_REQUIRED) {
            return NEVER;
        }
        return before == null || before.started() == NEVER ? now : before.started();
    }

    /** The status that this event moved its task to; null if it is no move. */
    private static @Nullable TaskStatus statusAfterMove(TaskEvent event) {
        if (event instanceof TaskEvent.TaskStatusChanged change) {
            return change.status();
        }
        if (event instanceof TaskEvent.TaskAssigned) {
            return TaskStatus.ASSIGNED;
        }
        if (event instanceof TaskEvent.TaskUpdated update && update.task().status() != update.previousStatus()) {
            return update.task().status();
        }
        return null;
    }

    private static boolean isTimed(Task task) {
        return task.isHeld() || isPaused(task);
    }

    private static boolean isPaused(Task task) {
        return task.status() == TaskStatus.PENDING && task.attempt().notBefore() != null;
    }

    private void put(Task task, long status, long active, long started) {
        Instant notBefore = task.attempt().notBefore();
        long pauseEnd = isPaused(task) && notBefore != null
                ? status + passed(task.times().statusSince(), notBefore)
                : NEVER;
        Since before = tasks.put(task.id(), new Since(task.version(), status, active, started, pauseEnd));
        removePause(task.id(), before);
        if (pauseEnd != NEVER) {
            pauses.add(new Pause(pauseEnd, task.id()));
        }
    }

    private void forget(String taskId) {
        removePause(taskId, tasks.remove(taskId));
    }

    private void removePause(String taskId, @Nullable Since since) {
        if (since != null && since.pauseEnd() != NEVER) {
            pauses.remove(new Pause(since.pauseEnd(), taskId));
        }
    }

    /** The time since the status of the task changed; 0 if that is a change that was not taken in yet. */
    public Duration inStatus(Task task) {
        Since since = known(task);
        return since == null ? Duration.ZERO : until(now(), since.status());
    }

    /** The time since the task changed its status or showed progress; 0 if that was not taken in yet. */
    public Duration idle(Task task) {
        Since since = known(task);
        return since == null ? Duration.ZERO : until(now(), since.active());
    }

    /** The time since the present attempt was started; 0 if it was not. */
    public Duration running(String taskId) {
        Since since = tasks.get(taskId);
        return since == null || since.started() == NEVER ? Duration.ZERO : until(now(), since.started());
    }

    private @Nullable Since known(Task task) {
        Since since = tasks.get(task.id());
        return since != null && since.version() == task.version() ? since : null;
    }

    /** The ids of tasks whose pause is over, in order of its end: at most {@value #PAUSES_AT_ONCE}. */
    public List<String> overPauses() {
        if (pauses.isEmpty()) {
            return List.of();
        }
        return pauses.headSet(Pause.after(now())).stream()
                .limit(PAUSES_AT_ONCE)
                .map(Pause::taskId)
                .toList();
    }

    /** Of how many tasks something is remembered. */
    int size() {
        return tasks.size();
    }

    private long now() {
        return ticker.nanos() - origin;
    }

    private static Duration until(long now, long since) {
        return Duration.ofNanos(Math.max(0, now - since));
    }
}
