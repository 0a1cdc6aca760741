package io.swarmbot.store.redis;

import io.swarmbot.store.Retention;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the Redis store.
 *
 * @param prefix begins the names of all keys and channels, so that several installations can share a server
 * @param timeout how long the store waits for an answer of the server
 * @param retention how much each log keeps: at least its number of events and not many more, and each event about a
 *     minute longer than its age. Bytes cannot be limited
 * @param others how much those logs keep, by their names, for which {@code retention} does not hold
 * @param waitReplicas how many replicas of the server must have an append before it is acknowledged
 * @param waitAof whether an append must be on the disks of the server and of those replicas before it is acknowledged
 * @param waitTimeout how long the store waits for replicas and disks; after that the outcome of the append is unknown
 */
public record RedisSettings(
        String prefix,
        Duration timeout,
        Retention retention,
        Map<String, Retention> others,
        int waitReplicas,
        boolean waitAof,
        Duration waitTimeout) {

    public RedisSettings {
        others = Map.copyOf(others);
        if (prefix.isEmpty() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("a prefix of Redis keys has no braces: '" + prefix + "'");
        }
        if (timeout.toMillis() < 1 || waitTimeout.toMillis() < 1 || waitReplicas < 0) {
            throw new IllegalArgumentException("out of range: " + timeout + ", " + waitTimeout + ", " + waitReplicas);
        }
    }

    /** @param retainedAge how long an event is kept; null if age does not matter */
    public RedisSettings(
            String prefix,
            Duration timeout,
            int retainedEvents,
            @Nullable Duration retainedAge,
            int waitReplicas,
            boolean waitAof,
            Duration waitTimeout) {
        this(
                prefix,
                timeout,
                new Retention(retainedEvents, Optional.empty(), Optional.ofNullable(retainedAge)),
                Map.of(),
                waitReplicas,
                waitAof,
                waitTimeout);
    }

    /** How much the log of that name keeps. */
    Retention retentionOf(String log) {
        return others.getOrDefault(log, retention);
    }

    /** Whether appends wait for replicas or disks. */
    boolean isWaiting() {
        return waitReplicas > 0 || waitAof;
    }
}
