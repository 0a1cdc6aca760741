package io.swarmbot.swarm;

import java.time.Duration;

/**
 * When metrics are taken.
 *
 * @param every how often they are written into the log, where something happened since; 0 for never
 * @param window of which time they speak
 */
public record MetricsTimes(Duration every, Duration window) {

    public static final MetricsTimes DEFAULTS = new MetricsTimes(Duration.ofSeconds(10), Duration.ofMinutes(5));

    public MetricsTimes {
        if (every.isNegative() || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("metrics are of a time above 0: " + every + ", " + window);
        }
    }
}
