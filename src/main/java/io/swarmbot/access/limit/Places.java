package io.swarmbot.access.limit;

import io.micrometer.core.instrument.Counter;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many of one thing somebody has at a time. Whoever has none is not remembered.
 *
 * <p>Thread-safety: any thread.
 */
public final class Places {

    /** A guess: nobody knows when one of them ends. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();
    private final String detail;
    private final int limit;
    private final Counter refused;

    /**
     * @param detail what is said if there is no place, behind the limit; {@code %s} stands for whoever asked
     * @param limit how many one may have; at least 1
     */
    Places(String detail, int limit, Counter refused) {
        if (limit < 1) {
            throw new IllegalArgumentException("at least 1, not " + limit + ": " + detail);
        }
        this.detail = detail;
        this.limit = limit;
        this.refused = refused;
    }

    /**
     * Takes a place. Each call that returns is followed by one of {@link #give}.
     *
     * @throws Rejection {@code too_many_open} if there is none; then nothing was taken
     */
    public void take(String who) {
        taken.compute(who, (name, before) -> {
            int had = before == null ? 0 : before;
            if (had >= limit) {
                throw full(name);
            }
            return had + 1;
        });
    }

    /** Gives a place back. */
    public void give(String who) {
        taken.computeIfPresent(who, (name, before) -> before == 1 ? null : before - 1);
    }

    /** How many have a place at all. */
    int owners() {
        return taken.size();
    }

    private Rejection full(String who) {
        refused.increment();
        return new Rejection(ErrorCode.TOO_MANY_OPEN, limit + " " + String.format(detail, who), RETRY_AFTER);
    }
}
