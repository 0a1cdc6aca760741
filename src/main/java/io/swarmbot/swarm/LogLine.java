package io.swarmbot.swarm;

import io.swarmbot.text.WireNames;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of an agent's log.
 *
 * @param at when the agent wrote the line, by its own clock; null if it does not say
 */
public record LogLine(Level level, String message, @Nullable Instant at) {

    /** How much a line matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR;

        private final String wireName = WireNames.of(this);

        public String wireName() {
            return wireName;
        }

        public static Optional<Level> ofWireName(String name) {
            return WireNames.find(values(), name, Level::wireName);
        }
    }

    public LogLine {
        Limits.require("message", message, Limits.LINE);
    }
}
