package io.swarmbot.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the clients got, all together. Confined to their event loop. */
final class Tally {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    private boolean isMeasuring;
    private long delivered;
    private long bytes;
    private long lost;
    private long repeated;
    private long resets;

    /** From now on it counts. */
    void measure() {
        isMeasuring = true;
    }

    void stop() {
        isMeasuring = false;
    }

    void event(long sentAtNanos, int size) {
        if (isMeasuring) {
            delivered++;
            bytes += size;
            latencies.recordValue(Math.max(0, Math.min(LONGEST_NANOS, System.nanoTime() - sentAtNanos)));
        }
    }

    /** Numbers between the last event and this one that did not come. Counted always: nothing may be lost, ever. */
    void lost(long count) {
        lost += count;
    }

    /** An event at or before one that had come: twice, or out of order. */
    void repeated() {
        repeated++;
    }

    void reset() {
        resets++;
    }

    boolean isClean() {
        return lost == 0 && repeated == 0 && resets == 0;
    }

    void print(LoadPlan plan, double seconds, long published) {
        System.out.printf(
                "%d clients over %s, %.1f s: %,.0f events/s, %,.0f deliveries/s, %d bytes each%n",
                plan.clients(),
                plan.transport(),
                seconds,
                published / seconds,
                delivered / seconds,
                delivered == 0 ? 0 : bytes / delivered);
        System.out.printf("lost %d, repeated or out of order %d, resets %d%n", lost, repeated, resets);
        System.out.println("latency, from before the request to the client's event loop, in ms:");
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            System.out.printf("  %5.1f %%  %9.3f%n", percentile, latencies.getValueAtPercentile(percentile) / 1e6);
        }
    }
}
