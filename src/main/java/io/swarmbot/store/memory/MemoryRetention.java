package io.swarmbot.store.memory;

import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How much the logs of one store keep, each of them and all together.
 *
 * <p>Thread-safety: any thread.
 */
public final class MemoryRetention {

    private final int events;
    private final long maxLogBytes;
    private final ByteBudget budget;
    private final Optional<Duration> age;
    private final Clock clock;

    /**
     * Every limit holds; the strictest decides.
     *
     * @param events each log keeps at most this many events
     * @param maxBytes all logs together keep at most this many bytes, and each log at most a quarter of them. A log
     *     that finds this spent drops its own oldest events
     * @param age an event is kept at most this long; if empty, age does not matter
     */
    public MemoryRetention(int events, long maxBytes, Optional<Duration> age, Clock clock) {
        this(events, Math.max(1, maxBytes / 4), new ByteBudget(maxBytes), age, clock);
    }

    private MemoryRetention(int events, long maxLogBytes, ByteBudget budget, Optional<Duration> age, Clock clock) {
        this.events = events;
        this.maxLogBytes = maxLogBytes;
        this.budget = budget;
        this.age = age;
        this.clock = clock;
    }

    /** The same memory and clock for a log that keeps what is said there. A quarter of the memory is still the most. */
    public MemoryRetention of(Retention other) {
        long most = Math.min(maxLogBytes, other.bytes().orElse(Long.MAX_VALUE));
        return new MemoryRetention(other.events(), most, budget, other.age(), clock);
    }

    LogWindow window(Cursor base) {
        return new LogWindow(base, events, maxLogBytes, budget);
    }

    PastForms pastForms() {
        return new PastForms(budget);
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Entries that were appended at this time or before are too old. Milliseconds since 1970. */
    long newestExpiredMillis() {
        return age.map(kept -> nowMillis() - kept.toMillis()).orElse(Long.MIN_VALUE);
    }

    long usedBytes() {
        return budget.used();
    }
}
