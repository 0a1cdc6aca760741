package io.swarmbot.coordinator.time;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each agent of a swarm spoke last, and which of its tasks it spoke of. That is kept in memory only, so all clocks
 * begin with the process. They begin anew with {@link #restart}, whenever agents may have spoken and not been heard.
 *
 * <p>Thread-safety: any thread.
 */
public final class LastSeen {

    private final Ticker ticker;
    private final long origin;
    /** In nanoseconds since the origin; below 0 for what was before it. */
    private final ConcurrentHashMap<String, Long> spokenAt = new ConcurrentHashMap<>();
    /** Agents that spoke to this process; the other replicas do not know it yet. */
    private final Set<String> untold = ConcurrentHashMap.newKeySet();

    /** Since when this process hears, in nanoseconds since the origin. */
    private volatile long start;

    public LastSeen(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
    }

    private long now() {
        return ticker.nanos() - origin;
    }

    public void spoke(String agentId) {
        spokenAt.put(agentId, now());
        untold.add(agentId);
    }

    /** Takes over how long ago agents spoke to other replicas. */
    public void learn(Map<String, Duration> silences) {
        long now = now();
        silences.forEach((agent, silence) -> spokenAt.merge(agent, now - silence.toNanos(), Math::max));
    }

    /** Silence before now does not count. */
    public void restart() {
        start = now();
    }

    /** How long this process has heard without a break. */
    public Duration heard() {
        return Duration.ofNanos(now() - start);
    }

    public Duration silence(String agentId) {
        long since = Math.max(start, spokenAt.getOrDefault(agentId, start));
        return Duration.ofNanos(Math.max(0, now() - since));
    }

    public boolean hasUntold() {
        return !untold.isEmpty();
    }

    /**
     * Takes out the agents that spoke to this process and of which others do not know, with how long ago they spoke.
     */
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // A concurrent set.
    public Map<String, Duration> takeUntold() {
        long now = now();
        Map<String, Duration> news = new HashMap<>();
        for (String agent : untold) {
            // Removed before its time is read: an agent that speaks meanwhile is taken again by the next call.
            untold.remove(agent);
            Long at = spokenAt.get(agent);
            if (at != null) {
                news.put(agent, Duration.ofNanos(Math.max(0, now - at)));
            }
        }
        return news;
    }

    /** Puts agents back that could not be told. */
    public void giveBack(Set<String> agents) {
        untold.addAll(agents);
    }

    /** Forgets agents and leases that are no longer in the state, and returns them. */
    public List<String> retain(SwarmState state) {
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
