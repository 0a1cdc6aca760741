package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.view.MetricsTimes;
import io.swarmbot.testing.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwarmRulesTest {

    private static SwarmRules with(Object... keysAndValues) {
        return SwarmRules.of(Settings.of(SwarmSettings.class, keysAndValues));
    }

    @Test
    void defaultsAreThoseOfTheRules() {
        SwarmRules rules = with();

        assertThat(rules.metrics()).isEqualTo(MetricsTimes.DEFAULTS);
        assertThat(rules.limits())
                .isEqualTo(new SwarmLimits(
                        10_000, 100_000, 10_000, SwarmLimits.MESSAGES, ReceiptLimits.DEFAULTS, TaskRules.DEFAULTS));
        assertThat(rules.logRates()).isEqualTo(new AgentLogs.Rates(20, 200));
    }

    @Test
    void replicaIsNamedByTheSettingOrAnewAtEachStart() {
        assertThat(with("swarmbot.replica", "one").replica()).isEqualTo("one");
        assertThat(with().replica()).isNotEmpty().isNotEqualTo(with().replica());
    }

    @ParameterizedTest
    @CsvSource({
        "swarmbot.agents.stale-after, 0s, an agent is stale first and lost later",
        "swarmbot.agents.lost-after, 30s, an agent is stale first and lost later",
        "swarmbot.agents.log-burst, -1, not below 0",
        "swarmbot.limits.agents, 0, a swarm needs room",
        "swarmbot.retention.finished-tasks, 999, a swarm needs room",
        "swarmbot.idempotency.max-keys, -1, keys are kept up to a number",
        "swarmbot.metrics.window, 0s, metrics.window is a time from",
        "swarmbot.tasks.lease, 0s, lease is a time from",
        "swarmbot.tasks.lease-at-most, 721h, lease-at-most is at most",
        "swarmbot.tasks.start-within-at-most, 0s, start-within-at-most is a time from",
        "swarmbot.tasks.stuck-after, PT2562047788015215H, stuck-after is a time from",
        "swarmbot.tasks.retry-after, -1s, retry-after is a time from",
        "swarmbot.idempotency.keep, PT876001H, idempotency.keep is a time from",
        "swarmbot.tasks.max-attempts, 0, a task has an attempt at least"
    })
    void settingOutOfRangeIsRefused(String key, String value, String message) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
