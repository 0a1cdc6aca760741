package io.swarmbot.swarm.view;

import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.index.Workload;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much work there is for agents with certain capabilities, and how many of them there are: the figures by which
 * workers are scaled.
 *
 * @param ready tasks that wait for nothing but an agent
 * @param oldestReadyMillis for how many milliseconds the longest of them has been ready: since it became pending or its
 *     last dependency was completed, the pause after a failed attempt included; null if none is
 * @param running tasks that agents hold, whether they started or ask for input
 * @param agents those that are live, neither paused nor draining, and have all of the capabilities
 */
public record Backlog(int ready, @Nullable Long oldestReadyMillis, int running, int agents) {

    /**
     * The backlog of a state.
     *
     * @param capabilities tasks that require anything else do not count; null if all count, and all agents
     * @param type of the tasks; null for all
     */
    public static Backlog of(SwarmState state, @Nullable Set<String> capabilities, @Nullable String type, Instant now) {
        Workload.Amount amount = state.workload().of(capabilities, type);
        Long since = amount.readySinceMillis();
        return new Backlog(
                amount.ready(),
                since == null ? null : (Long) Math.max(0, now.toEpochMilli() - since),
                amount.running(),
                state.activeAgents(capabilities));
    }

    /** How many tasks want an agent: what is ready and what is being done. */
    public int wanted() {
        return ready + running;
    }
}
