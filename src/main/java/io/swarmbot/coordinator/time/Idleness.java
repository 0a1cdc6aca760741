package io.swarmbot.coordinator.time;

import io.swarmbot.command.Settlement;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;

/**
 * Whether a swarm is idle: nobody outside used it for long enough, and time will ask for nothing in it. The time since
 * the last use is counted in sweeps, so that a use costs no look at the clock.
 *
 * <p>Thread-safety: any thread may {@link #touch} and ask {@link #isTouched}; one thread at a time, that of the sweep,
 * asks {@link #isLong}.
 */
public final class Idleness {

    private final Ticker ticker;
    private final long limitNanos;
    /** Set by any thread, cleared by the sweep. */
    private volatile boolean isTouched;
    /** Written by the sweep. */
    private volatile long sinceNanos;

    /** @param limit how long a swarm has to be unused; 0 if that is never long enough */
    public Idleness(Ticker ticker, Duration limit) {
        this.ticker = ticker;
        this.limitNanos = limit.toNanos();
        this.sinceNanos = ticker.nanos();
    }

    /** Somebody uses the swarm now. */
    public void touch() {
        if (!isTouched) {
            isTouched = true;
        }
    }

    /** Whether somebody used it since the last sweep. */
    public boolean isTouched() {
        return isTouched;
    }

    /** Whether the swarm was unused for as long as it has to be. */
    public boolean isLong() {
        long now = ticker.nanos();
        if (isTouched) {
            isTouched = false;
            sinceNanos = now;
        }
        return limitNanos > 0 && now - sinceNanos >= limitNanos;
    }

    /**
     * True if no agent but lost ones is there, no task is held, no question is open, no deadline, {@code not_before} or
     * other time of a task is to come, and no cancellation is left to be carried out.
     */
    public static boolean isNothingDue(SwarmState state) {
        return !state.heldTasks().hasNext()
                && !state.tasks().isAnyTimed()
                && state.totals().of(TaskStatus.INPUT_REQUIRED) == 0
                && areAllLost(state)
                && !Settlement.isUnfinished(state);
    }

    private static boolean areAllLost(SwarmState state) {
        for (Agent agent : state.agents()) {
            if (agent.liveness() != Liveness.LOST) {
                return false;
            }
        }
        return true;
    }
}
