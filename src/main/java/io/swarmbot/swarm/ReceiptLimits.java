package io.swarmbot.swarm;

import java.time.Duration;

/**
 * How long the commands that bear an idempotency key are remembered.
 *
 * @param keep after which one is forgotten
 * @param count of one swarm; the oldest are forgotten first
 */
public record ReceiptLimits(Duration keep, int count) {

    public static final ReceiptLimits DEFAULTS = new ReceiptLimits(Duration.ofHours(24), 100_000);

    public ReceiptLimits {
        if (keep.isNegative() || count < 0) {
            throw new IllegalArgumentException("keys are kept for a time, up to a number: " + keep + ", " + count);
        }
    }
}
