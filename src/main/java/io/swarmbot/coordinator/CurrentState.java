package io.swarmbot.coordinator;

import io.swarmbot.coordinator.due.CanceledWork;
import io.swarmbot.coordinator.time.TaskClocks;
import io.swarmbot.coordinator.time.UsualDurations;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One swarm's state as this replica knows it. Every change of it is published, and told to those who wait for it.
 *
 * <p>Thread-safety: any thread may read and wait; only the swarm's run changes it.
 */
final class CurrentState {

    /** Which replica committed a group. */
    enum Origin {
        HERE,
        ELSEWHERE
    }

    private final Publisher publisher;
    private final Clock clock;
    private final TaskClocks clocks;
    private final CanceledWork canceled;
    private final StateWaiters waiters = new StateWaiters();

    // Written by the run, read by any thread.
    private volatile SwarmState state;
    private volatile UsualDurations usual;

    CurrentState(SwarmState state, SwarmContext context) {
        this.publisher = context.publisher();
        this.clock = context.clock();
        this.clocks = new TaskClocks(state, clock.instant(), context.ticker());
        this.canceled = new CanceledWork(state, clock.instant());
        this.state = state;
        this.usual = UsualDurations.of(state);
    }

    SwarmState get() {
        return state;
    }

    Cursor cursor() {
        return state.cursor();
    }

    /** How long the tasks have been as they are. */
    TaskClocks clocks() {
        return clocks;
    }

    /** What was canceled while agents held it. */
    CanceledWork canceled() {
        return canceled;
    }

    /** How long tasks usually run. */
    UsualDurations usual() {
        return usual;
    }

    /** The state once it has reached that sequence. */
    CompletableFuture<SwarmState> await(Cursor cursor) {
        CompletableFuture<SwarmState> reached = waiters.await(cursor);
        // The state may have come there before the waiter was entered.
        waiters.notifyOf(state);
        return reached;
    }

    void rejectWaiters(Rejection rejection) {
        waiters.reject(rejection);
    }

    /**
     * Goes on to the next state, and then publishes what happened.
     *
     * @param events what happened in between
     * @param entries these events as the log has them
     * @param origin which replica committed them
     */
    void applyAndPublish(SwarmState next, List<SwarmEvent> events, List<LogEntry> entries, Origin origin) {
        Cursor from = state.cursor();
        state = next;
        for (SwarmEvent event : events) {
            if (event instanceof TaskEvent.TaskStatusChanged change && change.status() == TaskStatus.COMPLETED) {
                next.task(change.taskId()).ifPresent(task -> usual.learn(task, clocks.running(task.id())));
            }
        }
        clocks.follow(events, next);
        canceled.follow(events, next);
        publisher.publish(new GroupCommitted(next.swarm(), from, next.cursor(), entries, origin == Origin.HERE));
        waiters.notifyOf(next);
    }

    /**
     * The log goes on in another epoch from where this state is: nothing happened, only the cursor has another name.
     */
    void enterEpoch(String epoch) {
        state = state.inEpoch(epoch);
    }

    /** Goes on with a state that was loaded. The caller publishes afterwards what happened in between. */
    void replace(SwarmState loaded) {
        take(loaded);
        waiters.notifyOf(loaded);
    }

    /** Goes on with a state that was loaded, because the log does not lead from the present one to it. */
    void restart(SwarmState loaded, Gap gap) {
        take(loaded);
        publisher.publish(new SwarmReset(loaded.swarm(), gap.reason(), loaded.cursor(), gap.shared()));
        waiters.notifyOf(loaded);
    }

    private void take(SwarmState loaded) {
        state = loaded;
        clocks.restart(loaded, clock.instant());
        canceled.restart(loaded, clock.instant());
        usual = UsualDurations.of(loaded);
    }

    /** Readers that wait until the state has reached a sequence. Thread-safety: any thread. */
    private static final class StateWaiters {

        private record Waiter(long seq, CompletableFuture<SwarmState> reached) {}

        private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();

        /** Completes with the first state at or behind that sequence that {@link #notifyOf} is given. */
        CompletableFuture<SwarmState> await(Cursor cursor) {
            CompletableFuture<SwarmState> reached = new CompletableFuture<>();
            Waiter waiter = new Waiter(cursor.seq(), reached);
            waiters.add(waiter);
            reached.whenComplete((seen, failure) -> waiters.remove(waiter));
            return reached;
        }

        void notifyOf(SwarmState state) {
            for (Waiter waiter : waiters) {
                if (waiter.seq() <= state.cursor().seq()) {
                    waiter.reached().complete(state);
                }
            }
        }

        void reject(Rejection rejection) {
            waiters.forEach(waiter -> waiter.reached().completeExceptionally(rejection));
        }
    }
}
