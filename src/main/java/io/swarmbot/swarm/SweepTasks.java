package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does what time asks for: takes back what nobody works on any more, ends what takes too long, lets go of what was kept
 * back, and says what is stuck. The service gives it to itself; whatever another replica did already is not there to be
 * done.
 *
 * @param silence how long a lease was not renewed by a heartbeat
 * @param start since when this process hears: silence before it says nothing
 * @param isSlow whether a running task takes much longer than those of its type usually do
 */
record SweepTasks(Function<String, Duration> silence, Instant start, Predicate<Task> isSlow) implements Command {

    /** Later than any clock of ours will say. */
    private static final long NEVER_SECONDS = Instant.MAX.getEpochSecond() / 2;

    /** One that judges nobody: it takes up what did not fit into an append. */
    static SweepTasks ofWhatIsLeft() {
        return new SweepTasks(key -> Duration.ZERO, Instant.ofEpochSecond(NEVER_SECONDS), task -> false);
    }

    /** Whether there is anything to do; a look that costs little. */
    boolean isDue(SwarmState state, Instant now) {
        return Settlement.isUnfinished(state)
                || state.isDue(now)
                || !suspects(state, now).isEmpty()
                || isAnySlow(state);
    }

    /** The leases that nobody renewed in time, as far as is known here. */
    List<String> suspects(SwarmState state, Instant now) {
        List<String> suspects = new ArrayList<>();
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            Task task = held.next();
            if (isExpired(task, state, now)) {
                suspects.add(Lease.of(task).key());
            }
        }
        return suspects;
    }

    private boolean isAnySlow(SwarmState state) {
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            if (isToBeCalledSlow(held.next())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Reply decide(Draft draft) {
        SwarmState before = draft.state();
        for (Iterator<Task> due = before.dueTasks(draft.now()); due.hasNext() && hasRoom(draft); ) {
            due(draft, due.next());
        }
        for (Iterator<Task> held = before.heldTasks(); held.hasNext() && hasRoom(draft); ) {
            Task task = draft.state().task(held.next().id()).orElse(null);
            if (task != null && task.isHeld()) {
                if (isExpired(task, draft.state(), draft.now())) {
                    takeBack(draft, task, Faults.LEASE_EXPIRED, "its lease expired", false);
                } else if (isToBeCalledSlow(task)) {
                    raise(draft, task, AlertKind.SLOW, "runs much longer than tasks of type " + task.type() + " do");
                }
            }
        }
        draft.because(null);
        if (hasRoom(draft)) {
            Settlement.settleAll(draft);
        }
        return new Reply.Gone();
    }

    private static boolean hasRoom(Draft draft) {
        return draft.events().size() < Settlement.MAX_EVENTS;
    }

    private void due(Draft draft, Task known) {
        Task task = draft.state().requireTask(known.id());
        if (task.status().isFinished()) {
            // It ended with another one, a moment ago.
            return;
        }
        Instant now = draft.now();
        if (isPast(task.deadline(), now)) {
            draft.because("its deadline passed");
            fail(draft, task, Faults.DEADLINE);
        } else if (task.status() == TaskStatus.PENDING && isPast(task.notBefore(), now)) {
            draft.because(null);
            Stamp stamp = draft.next();
            draft.emit(new SwarmEvent.TaskUpdated(stamp, task.due(stamp), task.status()));
        } else if (task.status() == TaskStatus.ASSIGNED
                && isOver(task.statusSince(), draft.state().rules().startWithin(), now)) {
            takeBack(draft, task, Faults.NOT_STARTED, "it was not started in time", false);
        } else if (task.status() == TaskStatus.INPUT_REQUIRED && isPast(task.answerBy(), now)) {
            draft.because("its question was not answered in time");
            fail(draft, task, Faults.INPUT_TIMEOUT);
        } else if (task.status() == TaskStatus.RUNNING) {
            dueWhileRunning(draft, task);
        }
    }

    private void dueWhileRunning(Draft draft, Task task) {
        Duration stuckAfter = draft.state().rules().stuckAfter();
        if (isOver(task.statusSince(), task.timeout(), draft.now())) {
            takeBack(draft, task, Faults.TIMEOUT, "it ran for too long", true);
        } else if (task.alert() == null && isOver(task.activeAt(), stuckAfter, draft.now())) {
            raise(draft, task, AlertKind.STUCK, "has shown no progress for " + stuckAfter.toSeconds() + " s");
        }
    }

    private static void fail(Draft draft, Task task, Json error) {
        draft.emit(TaskMove.of(task, TaskStatus.FAILED).error(error).at(draft.next()));
        draft.release(task, Draft.Credit.NONE);
    }

    private static void takeBack(Draft draft, Task task, Json error, String reason, boolean pauses) {
        draft.because(reason);
        draft.endAttempt(task, Draft.holderOf(task), error, pauses);
        draft.release(task, Draft.Credit.FAILED);
    }

    private static void raise(Draft draft, Task task, AlertKind alert, String what) {
        draft.because(null);
        draft.emit(new SwarmEvent.Alert(
                draft.next(), task.id(), Draft.holderOf(task), alert, task.alert(), "task " + task.id() + " " + what));
    }

    private boolean isToBeCalledSlow(Task task) {
        return task.status() == TaskStatus.RUNNING && task.alert() == null && isSlow.test(task);
    }

    /** What the log says of the task renews its lease, too. */
    private boolean isExpired(Task task, SwarmState state, Instant now) {
        Duration lease = state.rules().lease();
        return isOver(task.activeAt(), lease, now)
                && silence.apply(Lease.of(task).key()).compareTo(lease) >= 0;
    }

    /** Whether so much time is over, of what this process was there for. */
    private boolean isOver(Instant since, Duration time, Instant now) {
        Instant begin = since.isBefore(start) ? start : since;
        return !begin.plus(time).isAfter(now);
    }

    private static boolean isPast(@Nullable Instant time, Instant now) {
        return time != null && !time.isAfter(now);
    }
}
