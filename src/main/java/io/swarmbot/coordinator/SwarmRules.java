package io.swarmbot.coordinator;

import io.swarmbot.store.Epochs;
import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.view.MetricsTimes;
import java.time.Duration;

/**
 * What the settings mean for the packages that know no configuration. The constructors check it.
 *
 * @param replica the name of this process among the replicas on the same store
 */
record SwarmRules(String replica, SwarmLimits limits, MetricsTimes metrics, AgentLogs.Rates logRates) {

    /** @throws IllegalArgumentException if a setting is out of range, or does not fit another one */
    static SwarmRules of(SwarmSettings settings) {
        SwarmSettings.Agents agents = settings.agents();
        requireStaleBeforeLost(agents.staleAfter(), agents.lostAfter());
        if (agents.forgetAfter().isNegative()) {
            throw new IllegalArgumentException("swarmbot.agents.forget-after is not below 0s: " + agents.forgetAfter());
        }
        return new SwarmRules(
                settings.replica().orElseGet(() -> new Epochs().next()),
                new SwarmLimits(
                        settings.limits().agents(),
                        settings.limits().openTasks(),
                        settings.retention().finishedTasks(),
                        settings.limits().messages(),
                        new ReceiptLimits(
                                settings.idempotency().keep(),
                                settings.idempotency().maxKeys()),
                        taskRules(settings.tasks())),
                new MetricsTimes(settings.metrics().every(), settings.metrics().window()),
                new AgentLogs.Rates(agents.logLinesPerSecond(), agents.logBurst()));
    }

    private static TaskRules taskRules(SwarmSettings.Tasks tasks) {
        return new TaskRules(
                tasks.ageing(),
                tasks.lease(),
                tasks.leaseAtMost(),
                tasks.startWithin(),
                tasks.startWithinAtMost(),
                tasks.timeout(),
                tasks.maxAttempts(),
                tasks.retryAfter(),
                tasks.retryAfterAtMost(),
                tasks.inputWithin(),
                tasks.stuckAfter());
    }

    private static void requireStaleBeforeLost(Duration staleAfter, Duration lostAfter) {
        if (staleAfter.isNegative() || staleAfter.isZero() || lostAfter.compareTo(staleAfter) <= 0) {
            throw new IllegalArgumentException(
                    "an agent is stale first and lost later: " + staleAfter + ", " + lostAfter);
        }
    }
}
