package io.swarmbot.command;

import io.swarmbot.command.attempt.AttemptErrors;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Does what is due: takes tasks back whose lease or time-out is over, fails those that are late, ends pauses and
 * messages whose time is over, and raises alerts. The service gives this command itself. If another replica has swept
 * already, this one finds nothing to do.
 *
 * <p>Only a deadline and the end of a message are compared with the time of day. All other limits are lengths of time,
 * and {@link Elapsed} says how much of each has passed.
 *
 * @param isSlow whether a running task takes much longer than tasks of its type usually do
 */
public record SweepTasks(Elapsed elapsed, Predicate<Task> isSlow) implements Command {

    /** A sweep that only goes on with what did not fit into an append, and judges nobody. */
    public static SweepTasks ofWhatIsLeft() {
        return new SweepTasks(NoTime.HAS_PASSED, task -> false);
    }

    /**
     * Whether there is anything to do. Cheap enough to be asked often.
     *
     * @param today the time of day
     */
    public boolean isDue(SwarmState state, Instant today) {
        if (Settlement.isUnfinished(state)
                || state.tasks().isAnyLate(today)
                || Messages.isAnyExpired(state, today)
                || !elapsed.overPauses().isEmpty()) {
            return true;
        }
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            Task task = held.next();
            if (isOverLimit(task, state) || isExpired(task, state) || isNewlyStuck(task, state) || isNewlySlow(task)) {
                return true;
            }
        }
        return false;
    }

    /** The keys of the leases that nobody renewed in time, as far as this process knows. */
    public List<String> suspects(SwarmState state) {
        List<String> suspects = new ArrayList<>();
        for (Iterator<Task> held = state.heldTasks(); held.hasNext(); ) {
            Task task = held.next();
            if (isExpired(task, state)) {
                suspects.add(Lease.of(task).key());
            }
        }
        return suspects;
    }

    @Override
    public void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    @Override
    public Reply decide(Draft draft) {
        SwarmState before = draft.state();
        for (Iterator<Task> late = before.tasks().late(draft.today()); late.hasNext() && hasRoom(draft); ) {
            failLate(draft, late.next());
        }
        for (Iterator<String> paused = elapsed.overPauses().iterator(); paused.hasNext() && hasRoom(draft); ) {
            endPause(draft, paused.next());
        }
        for (Iterator<Task> held = before.heldTasks(); held.hasNext() && hasRoom(draft); ) {
            Task task = draft.state().task(held.next().id()).orElse(null);
            if (task != null && task.isHeld()) {
                judge(draft, task);
            }
        }
        draft.because(null);
        if (hasRoom(draft)) {
            Settlement.settleAll(draft);
        }
        // Last, so that many messages that end together hold up nothing else.
        while (hasRoom(draft) && Messages.expireFirst(draft)) {
            // Each round ends one message.
        }
        return new Reply.Gone();
    }

    private static boolean hasRoom(Draft draft) {
        return draft.events().size() < Settlement.MAX_EVENTS;
    }

    private static void failLate(Draft draft, Task known) {
        Task task = draft.state().requireTask(known.id());
        // It may have ended together with another task of this sweep.
        if (!task.status().isFinished()) {
            draft.because("its deadline passed");
            fail(draft, task, AttemptErrors.DEADLINE);
        }
    }

    private static void endPause(Draft draft, String id) {
        Task task = draft.state().task(id).orElse(null);
        if (task != null
                && task.status() == TaskStatus.PENDING
                && task.attempt().notBefore() != null) {
            draft.because(null);
            Stamp stamp = draft.next();
            draft.emit(new TaskEvent.TaskUpdated(stamp, task.due(stamp), task.status()));
        }
    }

    private void judge(Draft draft, Task task) {
        SwarmState state = draft.state();
        if (isOverLimit(task, state)) {
            switch (task.status()) {
                case ASSIGNED ->
                    takeBack(
                            draft,
                            task,
                            AttemptErrors.NOT_STARTED,
                            "it was not started in time",
                            AgentWork.Retry.AT_ONCE);
                case INPUT_REQUIRED -> {
                    draft.because("its question was not answered in time");
                    fail(draft, task, AttemptErrors.INPUT_TIMEOUT);
                }
                default ->
                    takeBack(draft, task, AttemptErrors.TIMEOUT, "it ran for too long", AgentWork.Retry.AFTER_PAUSE);
            }
        } else if (isExpired(task, state)) {
            takeBack(draft, task, AttemptErrors.LEASE_EXPIRED, "its lease expired", AgentWork.Retry.AT_ONCE);
        } else if (isNewlyStuck(task, state)) {
            long seconds = state.rules().stuckAfter().toSeconds();
            raise(draft, task, AlertKind.STUCK, "has shown no progress for " + seconds + " s");
        } else if (isNewlySlow(task)) {
            raise(draft, task, AlertKind.SLOW, "runs much longer than tasks of type " + task.type() + " do");
        }
    }

    private static void fail(Draft draft, Task task, Json error) {
        draft.emit(TaskMove.of(task, TaskStatus.FAILED).error(error).at(draft.next()));
        AgentWork.release(draft, task, AgentWork.Credit.NONE);
    }

    private static void takeBack(Draft draft, Task task, Json error, String reason, AgentWork.Retry retry) {
        draft.because(reason);
        AgentWork.endAttempt(draft, task, AgentWork.holderOf(task), error, retry);
        AgentWork.release(draft, task, AgentWork.Credit.FAILED);
    }

    private static void raise(Draft draft, Task task, AlertKind alert, String what) {
        draft.because(null);
        draft.emit(new TaskEvent.Alert(
                draft.next(),
                task.id(),
                AgentWork.holderOf(task),
                alert,
                task.alert(),
                "task " + task.id() + " " + what));
    }

    /** Whether a held task has been in its status for too long. */
    private boolean isOverLimit(Task task, SwarmState state) {
        return switch (task.status()) {
            case ASSIGNED -> isHeardFor(elapsed.inStatus(task), task.startWithin(state.rules()));
            case RUNNING -> task.hasTimeout() && isHeardFor(elapsed.inStatus(task), task.timeout());
            // People may answer while agents cannot be heard.
            case INPUT_REQUIRED -> {
                Instant end = task.attempt().answerBy();
                yield end != null
                        && elapsed.inStatus(task)
                                        .compareTo(Duration.between(task.times().statusSince(), end))
                                >= 0;
            }
            case PENDING, COMPLETED, FAILED, CANCELED -> false;
        };
    }

    private boolean isNewlyStuck(Task task, SwarmState state) {
        return task.status() == TaskStatus.RUNNING
                && task.alert() == null
                && isHeardFor(elapsed.idle(task), state.rules().stuckAfter());
    }

    private boolean isNewlySlow(Task task) {
        return task.status() == TaskStatus.RUNNING && task.alert() == null && isSlow.test(task);
    }

    private boolean isExpired(Task task, SwarmState state) {
        return elapsed.isLeaseOver(task, state.rules());
    }

    /** Whether so much time has passed in which the agents could be heard. */
    private boolean isHeardFor(Duration passed, Duration limit) {
        return passed.compareTo(limit) >= 0 && elapsed.heard().compareTo(limit) >= 0;
    }

    /** For a sweep that judges nobody. */
    private enum NoTime implements Elapsed {
        HAS_PASSED;

        @Override
        public Duration heard() {
            return Duration.ZERO;
        }

        @Override
        public Duration silence(String key) {
            return Duration.ZERO;
        }

        @Override
        public Duration inStatus(Task task) {
            return Duration.ZERO;
        }

        @Override
        public Duration idle(Task task) {
            return Duration.ZERO;
        }

        @Override
        public Collection<String> overPauses() {
            return List.of();
        }
    }
}
