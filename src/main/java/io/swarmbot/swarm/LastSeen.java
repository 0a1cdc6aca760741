package io.swarmbot.swarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each agent of a swarm spoke last, and of which of the tasks that it holds. In memory only, no event, no row; so all clocks start anew with the process, and
 * with {@link #restart} whenever silence may have been ours rather than theirs.
 *
 * <p>Thread-safety: any thread.
 */
final class LastSeen {

    private final Clock clock;
    private final ConcurrentHashMap<String, Long> spokenAt = new ConcurrentHashMap<>();
    /** Who spoke to this process, and nobody else knows it. */
    private final Set<String> untold = ConcurrentHashMap.newKeySet();

    private volatile long start;

    LastSeen(Clock clock) {
        this.clock = clock;
        this.start = clock.millis();
    }

    void spoke(String agentId) {
        spokenAt.put(agentId, clock.millis());
        untold.add(agentId);
    }

    /** What others know of those who spoke to them. */
    void learn(Map<String, Duration> silences) {
        long now = clock.millis();
        silences.forEach((agent, silence) -> spokenAt.merge(agent, now - silence.toMillis(), Math::max));
    }

    /** Nobody has been silent before now. */
    void restart() {
        start = clock.millis();
    }

    /** Since when this process hears. */
    Instant start() {
        return Instant.ofEpochMilli(start);
    }

    Duration silence(String agentId) {
        long since = Math.max(start, spokenAt.getOrDefault(agentId, 0L));
        return Duration.ofMillis(clock.millis() - since);
    }

    /** Who spoke to this process since the last call, and how long ago. */
    Map<String, Duration> takeUntold() {
        long now = clock.millis();
        Map<String, Duration> news = new HashMap<>();
        for (String agent : untold) {
            // Removed first: who speaks meanwhile is told again the next time.
            untold.remove(agent);
            Long at = spokenAt.get(agent);
            if (at != null) {
                news.put(agent, Duration.ofMillis(Math.max(0, now - at)));
            }
        }
        return news;
    }

    /** It could not be told. */
    void giveBack(Set<String> agents) {
        untold.addAll(agents);
    }

    /** Forgets those that are no longer there, and says who they were. */
    List<String> retain(SwarmState state) {
        List<String> gone = new ArrayList<>();
        spokenAt.keySet().removeIf(id -> {
            boolean isGone =
                    Lease.isKey(id) ? !Lease.isHeld(id, state) : state.agent(id).isEmpty();
            if (isGone) {
                gone.add(id);
                untold.remove(id);
            }
            return isGone;
        });
        return gone;
    }
}
