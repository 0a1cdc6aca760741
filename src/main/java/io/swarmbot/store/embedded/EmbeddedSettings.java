package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the embedded store.
 *
 * @param directory the directory of its files; it is made if it is missing
 * @param retainedEvents each log keeps at least this many events, and not many more
 * @param retainedAge an event is kept at most this long, and a second or two more; if empty, age does not matter
 */
public record EmbeddedSettings(
        Path directory, Durability durability, int retainedEvents, Optional<Duration> retainedAge) {

    public EmbeddedSettings {
        if (retainedEvents < 1) {
            throw new IllegalArgumentException("a log keeps an event at least, not " + retainedEvents);
        }
        if (retainedAge.filter(age -> age.isNegative() || age.isZero()).isPresent()) {
            throw new IllegalArgumentException("an event is kept for some time, not for " + retainedAge.get());
        }
    }
}
