package io.swarmbot.store.embedded;

import io.swarmbot.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of the embedded store. A log keeps a sixteenth more than its events and bytes at times, but at most
 * 4,096 events more, and the newest append in any case; it keeps an event a second or two longer than its age, or about
 * a minute longer if only {@code others} have an age.
 *
 * @param directory the directory of its files; it is made if it is missing
 * @param retention how much each log keeps
 * @param others how much those logs keep, by their names, for which {@code retention} does not hold
 */
public record EmbeddedSettings(
        Path directory, Durability durability, Retention retention, Map<String, Retention> others) {

    /** The directory if none is said, below the working directory. */
    public static final String DEFAULT_DIRECTORY = "data";

    public EmbeddedSettings {
        others = Map.copyOf(others);
    }

    public EmbeddedSettings(
            Path directory,
            Durability durability,
            int retainedEvents,
            Optional<Long> retainedBytes,
            Optional<Duration> retainedAge) {
        this(directory, durability, new Retention(retainedEvents, retainedBytes, retainedAge), Map.of());
    }

    /** Settings under which bytes do not matter. */
    public EmbeddedSettings(Path directory, Durability durability, int retainedEvents, Optional<Duration> retainedAge) {
        this(directory, durability, retainedEvents, Optional.empty(), retainedAge);
    }

    /** How much the log of that name keeps. */
    Retention retentionOf(String log) {
        return others.getOrDefault(log, retention);
    }

    /** Whether age matters to any log. */
    boolean isAnyAged() {
        return retentions().anyMatch(each -> each.age().isPresent());
    }

    /** Whether bytes matter to any log. */
    boolean areAnyBytesLimited() {
        return retentions().anyMatch(each -> each.bytes().isPresent());
    }

    private Stream<Retention> retentions() {
        return Stream.concat(Stream.of(retention), others.values().stream());
    }
}
