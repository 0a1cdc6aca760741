package io.swarmbot.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as the wire writes them. */
public final class Times {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /** The same few times are written again and again: those of a group's events, and of the agents that they are about. */
    private static final Written[] RECENT = new Written[1 << 8];

    private record Written(Instant instant, String text) {}

    private Times() {}

    /** ISO-8601 in UTC, always with three digits of milliseconds. */
    static String write(Instant instant) {
        // Threads may overwrite each other's: what is found is either the instant's own text or not taken.
        int place = instant.hashCode() & RECENT.length - 1;
        Written recent = RECENT[place];
        if (recent == null || !recent.instant().equals(instant)) {
            recent = new Written(instant, MILLIS.format(instant));
            RECENT[place] = recent;
        }
        return recent.text();
    }

    /** A time in ISO-8601, cut to milliseconds; empty for anything else. */
    public static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A duration written {@code 10s}, {@code 500ms} or in ISO-8601 ({@code PT10S}); empty for anything else. */
    public static Optional<Duration> duration(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return Optional.of(
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
        }
        try {
            return Optional.of(Duration.parse(text)).filter(duration -> !duration.isNegative());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** {@code 10s} or {@code 500ms}. */
    public static String write(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
