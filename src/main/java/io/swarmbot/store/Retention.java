package io.swarmbot.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How much one log keeps. Every limit holds; the strictest decides.
 *
 * @param events at most this many
 * @param bytes at most so many bytes of them; if empty, bytes do not matter
 * @param age each at most this long; if empty, age does not matter
 */
public record Retention(int events, Optional<Long> bytes, Optional<Duration> age) {

    public Retention {
        if (events < 1) {
            throw new IllegalArgumentException("a log keeps an event at least, not " + events);
        }
        if (bytes.filter(number -> number < 1).isPresent()) {
            throw new IllegalArgumentException("a log keeps a byte at least, not " + bytes.get());
        }
        if (age.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException("an event is kept for some time, not for " + age.get());
        }
    }
}
