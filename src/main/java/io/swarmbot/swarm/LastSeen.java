package io.swarmbot.swarm;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each agent of a swarm spoke last. In memory only, no event, no row; so all clocks start anew with the process, and
 * with {@link #restart} whenever silence may have been ours rather than theirs.
 *
 * <p>Thread-safety: any thread.
 */
final class LastSeen {

    private final Clock clock;
    private final ConcurrentHashMap<String, Long> spokenAt = new ConcurrentHashMap<>();
    private volatile long start;

    LastSeen(Clock clock) {
        this.clock = clock;
        this.start = clock.millis();
    }

    void spoke(String agentId) {
        spokenAt.put(agentId, clock.millis());
    }

    /** Nobody has been silent before now. */
    void restart() {
        start = clock.millis();
    }

    Duration silence(String agentId) {
        long since = Math.max(start, spokenAt.getOrDefault(agentId, 0L));
        return Duration.ofMillis(clock.millis() - since);
    }

    /** Forgets those that are no longer there. */
    void retain(SwarmState state) {
        spokenAt.keySet().removeIf(id -> state.agent(id).isEmpty());
    }
}
