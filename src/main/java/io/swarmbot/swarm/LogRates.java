package io.swarmbot.swarm;

/**
 * How much of its log an agent may have kept.
 *
 * @param linesPerSecond in the long run
 * @param burst at once, after it was quiet
 */
public record LogRates(double linesPerSecond, int burst) {

    public LogRates {
        if (linesPerSecond < 0 || burst < 0) {
            throw new IllegalArgumentException("not below 0: " + linesPerSecond + ", " + burst);
        }
    }
}
