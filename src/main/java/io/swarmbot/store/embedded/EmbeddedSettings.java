package io.swarmbot.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the embedded store is told by the configuration.
 *
 * @param directory where its files are; made if missing
 * @param retainedEvents how many events each log keeps at least, and not many more
 * @param retainedAge how long an event is kept at most, within a second or so; for ever where it is empty
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
