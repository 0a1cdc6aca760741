package io.swarmbot.swarm.view;

import io.swarmbot.swarm.Limits;
import java.time.Duration;

/**
 * When the metrics of a swarm are taken, and of which time.
 *
 * @param every how often metrics are written into the log, if anything happened since; 0 for never
 * @param window how long a time the metrics cover
 */
public record MetricsTimes(Duration every, Duration window) {

    public static final MetricsTimes DEFAULTS = new MetricsTimes(Duration.ofSeconds(10), Duration.ofMinutes(5));

    public MetricsTimes {
        every = Limits.requireSetting("metrics.every", every, Duration.ZERO);
        window = Limits.requireSetting("metrics.window", window, Duration.ofMillis(1));
    }
}
