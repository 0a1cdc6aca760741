package io.swarmbot.store.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the Redis store is told by the configuration.
 *
 * @param prefix of all keys and channels, so that several installations can share a server
 * @param timeout after which an answer is no longer waited for
 * @param retainedEvents how many events each log keeps at least
 * @param retainedAge how long it keeps them at most; null where age does not matter
 * @param waitReplicas replicas of the server that must have an append before it counts
 * @param waitAof whether it must be on the disk of the server, and of those replicas
 * @param waitTimeout how long that may take before the append's outcome is not known
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

    /** Whether the server's own word is not enough. */
    boolean waits() {
        return waitReplicas > 0 || waitAof;
    }
}
