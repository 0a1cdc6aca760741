package io.swarmbot.store.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the Redis store.
 *
 * @param prefix begins the names of all keys and channels, so that several installations can share a server
 * @param timeout how long the store waits for an answer of the server
 * @param retainedEvents each log keeps at least this many events
 * @param retainedAge an event is kept at most about this long; null if age does not matter
 * @param waitReplicas how many replicas of the server must have an append before it is acknowledged
 * @param waitAof whether an append must be on the disks of the server and of those replicas before it is acknowledged
 * @param waitTimeout how long the store waits for replicas and disks; after that the outcome of the append is unknown
 */
public record RedisSettings(
        String prefix,
        Duration timeout,
        int retainedEvents,
        @Nullable Duration retainedAge,
        int waitReplicas,
        boolean waitAof,
        Duration waitTimeout) {

    public RedisSettings {
        if (prefix.isEmpty() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("a prefix of Redis keys has no braces: '" + prefix + "'");
        }
        if (timeout.toMillis() < 1 || waitTimeout.toMillis() < 1 || waitReplicas < 0 || retainedEvents < 1) {
            throw new IllegalArgumentException(
                    "out of range: " + timeout + ", " + waitTimeout + ", " + waitReplicas + ", " + retainedEvents);
        }
    }

    /** Whether appends wait for replicas or disks. */
    boolean isWaiting() {
        return waitReplicas > 0 || waitAof;
    }
}
