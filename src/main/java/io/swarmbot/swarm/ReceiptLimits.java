package io.swarmbot.swarm;

import java.time.Duration;

/**
 * How long and how many commands with an idempotency key are remembered.
 *
 * @param keep the time after which a command is forgotten
 * @param count how many are remembered for each swarm; the oldest are forgotten first
 */
public record ReceiptLimits(Duration keep, int count) {

    public static final ReceiptLimits DEFAULTS = new ReceiptLimits(Duration.ofHours(24), 100_000);

    public ReceiptLimits {
        keep = Limits.requireSetting("idempotency.keep", keep, Duration.ZERO);
        if (count < 0) {
            throw new IllegalArgumentException("keys are kept up to a number, not " + count);
        }
    }
}
