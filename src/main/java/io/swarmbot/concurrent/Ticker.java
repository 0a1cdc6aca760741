package io.swarmbot.concurrent;

/**
 * A clock that only moves forward, for time that passes: time limits, heartbeats, pauses. For times that people read,
 * use {@link java.time.Clock}.
 *
 * <p>Thread-safety: any thread.
 */
@FunctionalInterface
public interface Ticker {

    /** The ticker of this process, {@link System#nanoTime}. */
    static Ticker system() {
        return System::nanoTime;
    }

    /** Nanoseconds since a fixed but arbitrary moment. Only differences mean something, and they may overflow. */
    long nanos();
}
