package io.swarmbot.swarm;

import java.time.Duration;

/**
 * What the coordinator is told by the configuration.
 *
 * @param replica this process's name among those on the same store
 * @param autoCreate whether a command to an unknown swarm makes it
 * @param maxSwarms swarms that may be there at a time
 * @param queuedCommands commands that may wait for one swarm
 * @param queuedBytes what they may hold together
 * @param staleAfter silence that makes an agent stale
 * @param lostAfter silence that makes it lost
 * @param sweepEvery how often silence is judged
 * @param metrics how often metrics are written down, and of what time they speak
 * @param logRates how much of its log an agent may have kept
 */
public record SwarmSettings(
        String replica,
        boolean autoCreate,
        int maxSwarms,
        int queuedCommands,
        long queuedBytes,
        Duration staleAfter,
        Duration lostAfter,
        Duration sweepEvery,
        MetricsTimes metrics,
        LogRates logRates,
        SwarmLimits limits) {

    public SwarmSettings {
        if (staleAfter.isNegative() || staleAfter.isZero() || lostAfter.compareTo(staleAfter) <= 0) {
            throw new IllegalArgumentException(
                    "an agent is stale first and lost later: " + staleAfter + ", " + lostAfter);
        }
    }
}
