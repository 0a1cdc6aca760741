package io.swarmbot.store.memory;

import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What the logs of one store keep, each on its own and all together. Thread-safe. */
public final class MemoryRetention {

    private final int events;
    private final long maxLogBytes;
    private final ByteBudget budget;
    private final Optional<Duration> age;
    private final Clock clock;

    /**
     * Keeps no more than any of these allows.
     *
     * @param events how many events each log keeps
     * @param maxBytes what all logs may hold together, and one of them a quarter of; the log that finds it spent trims itself
     * @param age how long an event is kept; for ever where it is empty
     */
    public MemoryRetention(int events, long maxBytes, Optional<Duration> age, Clock clock) {
        this.events = events;
        this.maxLogBytes = Math.max(1, maxBytes / 4);
        this.budget = new ByteBudget(maxBytes);
        this.age = age;
        this.clock = clock;
    }

    LogWindow window(Cursor base) {
        return new LogWindow(base, events, maxLogBytes, budget);
    }

    long nowMillis() {
        return clock.millis();
    }

    /** What was appended then, or before, is too old. */
    long newestExpiredMillis() {
        return age.map(kept -> nowMillis() - kept.toMillis()).orElse(Long.MIN_VALUE);
    }

    long usedBytes() {
        return budget.used();
    }
}
