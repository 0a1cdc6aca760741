package io.swarmbot.swarm;

import java.time.Instant;

/**
 * When something happened to a task, whichever attempt it is in.
 *
 * @param statusSince when its status changed last
 * @param activeAt when its status changed or its agent reported progress
 * @param updatedAt when the last event that changed it happened
 */
public record TaskTimes(Instant submittedAt, Instant statusSince, Instant activeAt, Instant updatedAt) {

    static TaskTimes submitted(Instant now) {
        return new TaskTimes(now, now, now, now);
    }

    /** The times after a change of the status. */
    TaskTimes moved(Instant now) {
        return new TaskTimes(submittedAt, now, now, now);
    }

    /** The times after a report of the agent. */
    TaskTimes progressed(Instant now) {
        return new TaskTimes(submittedAt, statusSince, now, now);
    }

    /** The times after a change that is neither a move nor a report. */
    TaskTimes updated(Instant now) {
        return new TaskTimes(submittedAt, statusSince, activeAt, now);
    }
}
