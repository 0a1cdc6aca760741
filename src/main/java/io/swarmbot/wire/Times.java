package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as the wire writes them. Thread-safe. */
public final class Times {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    /** 15 digits hold every duration that is written, and their number of hours does not overflow. */
    private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h)");

    /** Bytes of a time such as {@code 2026-11-24T12:00:00.123Z}. */
    static final int LENGTH = 24;

    private Times() {}

    /**
     * Writes a time as a JSON string: ISO-8601 in UTC, always with three digits of milliseconds. An event has one and a
     * task up to nine, so the digits are put by hand: a {@link DateTimeFormatter} takes several times as long.
     *
     * @param out writes bytes, not characters
     */
    static void write(JsonGenerator out, Instant instant) throws IOException {
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        int year = time.getYear();
        if (year < 0 || year > 9_999) {
            out.writeString(MILLIS.format(instant));
            return;
        }
        byte[] text = new byte[LENGTH];
        putTwo(text, 0, year / 100);
        putTwo(text, 2, year % 100);
        text[4] = '-';
        putTwo(text, 5, time.getMonthValue());
        text[7] = '-';
        putTwo(text, 8, time.getDayOfMonth());
        text[10] = 'T';
        putTwo(text, 11, time.getHour());
        text[13] = ':';
        putTwo(text, 14, time.getMinute());
        text[16] = ':';
        putTwo(text, 17, time.getSecond());
        text[19] = '.';
        int millis = time.getNano() / 1_000_000;
        text[20] = (byte) ('0' + millis / 100);
        putTwo(text, 21, millis % 100);
        text[23] = 'Z';
        out.writeRawUTF8String(text, 0, LENGTH);
    }

    private static void putTwo(byte[] text, int place, int number) {
        text[place] = (byte) ('0' + number / 10);
        text[place + 1] = (byte) ('0' + number % 10);
    }

    /** Reads a time in ISO-8601 and cuts it to milliseconds; empty for anything else. */
    public static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a duration such as {@code 10s}, {@code 500ms} or {@code PT10S}, and so everything that
     * {@link #write(Duration)} writes. Empty for anything else.
     */
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

    /**
     * Writes a duration in seconds, such as {@code 10s}, or in milliseconds if it has a fraction of a second.
     *
     * @param duration in whole milliseconds, and not longer than {@link io.swarmbot.swarm.Limits#LONGEST}
     */
    public static String write(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
