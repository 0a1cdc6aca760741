package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The values that the fields of commands may have: the one table of their bounds. A command checks its fields against
 * it when it is made, so a value outside of its bounds gets no further.
 */
public final class Limits {

    /**
     * The most bytes of {@code details}, {@code metrics}, {@code question} and {@code answer}, each, in compact JSON.
     */
    public static final int DETAILS = 4 * 1024;
    /**
     * The most bytes of {@code input}, {@code description}, {@code result} and {@code error}, each, in compact JSON.
     */
    public static final int CONTENT = 16 * 1024;
    /** The most bytes of a name, a role, a message or a reason, in JSON. */
    public static final int LINE = 1024;
    /** The most capabilities or held tasks of an agent, and the most requirements or dependencies of a task. */
    public static final int NAMES = 64;

    /** The longest time that a setting or a field may say. It keeps every sum of times within what a clock can show. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    private static final String EARLIEST = "0000-01-01T00:00:00Z";
    private static final long EARLIEST_SECOND = -62_167_219_200L;
    private static final String LATEST = "9999-12-31T23:59:59.999Z";
    private static final long LATEST_SECOND = 253_402_300_799L;

    /** The whole numbers of commands, each with the smallest and the largest value that it may have. */
    public enum Whole {
        PRIORITY("priority", TaskSpec.HIGHEST_PRIORITY, TaskSpec.LOWEST_PRIORITY),
        PROGRESS("progress", 0, 100),
        MAX_ATTEMPTS("max_attempts", 1, 100),
        /** The parts of a task, all of which are written in one append. */
        MAX_AGENTS("max_agents", 1, 16),
        SLOTS("slots", 1, NAMES),
        ATTEMPT("attempt", 0, Integer.MAX_VALUE);

        private final String field;
        private final int least;
        private final int most;

        Whole(String field, int least, int most) {
            this.field = field;
            this.least = least;
            this.most = most;
        }

        public int most() {
            return most;
        }

        /** Requires a number within the bounds, or null. */
        public void require(@Nullable Integer value) {
            if (value != null && (value < least || value > most)) {
                throw outside(ErrorCode.BAD_FIELD, field, least, most, value);
            }
        }
    }

    /** The durations of commands, each with the shortest and the longest time that it may be. */
    public enum Span {
        TIMEOUT("timeout", Duration.ofMillis(1), Duration.ofDays(30), ErrorCode.BAD_FIELD),
        LEASE("lease", Duration.ofMillis(1), Duration.ofDays(30), ErrorCode.BAD_FIELD),
        START_WITHIN("start_within", Duration.ofMillis(1), Duration.ofDays(30), ErrorCode.BAD_FIELD),
        EXPIRES_IN("expires_in", Duration.ofMillis(1), Duration.ofDays(30), ErrorCode.BAD_FIELD),
        WITHIN("within", Duration.ofMillis(1), Duration.ofDays(30), ErrorCode.BAD_FIELD),
        /** Stays below the idle time-out of usual proxies (60 s). */
        WAIT("wait", Duration.ZERO, Duration.ofSeconds(55), ErrorCode.BAD_PARAMETER);

        private final String field;
        private final Duration least;
        private final Duration most;
        private final ErrorCode code;

        Span(String field, Duration least, Duration most, ErrorCode code) {
            this.field = field;
            this.least = least;
            this.most = most;
            this.code = code;
        }

        public Duration most() {
            return most;
        }

        /** Requires a duration within the bounds, or null. Otherwise as {@link #require}. */
        public @Nullable Duration requireIfGiven(@Nullable Duration value) {
            return value == null ? null : require(value);
        }

        /**
         * Requires a duration within the bounds.
         *
         * @return the duration in whole milliseconds, which is what is stored
         */
        public Duration require(Duration value) {
            Duration whole = value.truncatedTo(ChronoUnit.MILLIS);
            if (whole.compareTo(least) < 0 || whole.compareTo(most) > 0) {
                throw outside(code, field, text(least), text(most), value);
            }
            return whole;
        }

        /** Requires a duration that is not longer than the rules of a swarm allow, or null. */
        void requireAtMost(@Nullable Duration value, Duration bound) {
            if (value != null && value.compareTo(bound) > 0) {
                throw outside(code, field, text(least), text(bound), value);
            }
        }

        private static String text(Duration time) {
            return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
        }
    }

    private Limits() {}

    /**
     * Requires a time in the years 0 to 9999, or null.
     *
     * @return the time in whole milliseconds, which is what is stored
     */
    public static @Nullable Instant requireTime(String field, @Nullable Instant time) {
        if (time == null) {
            return null;
        }
        if (time.getEpochSecond() < EARLIEST_SECOND || time.getEpochSecond() > LATEST_SECOND) {
            throw outside(ErrorCode.BAD_FIELD, field, EARLIEST, LATEST, time);
        }
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Requires that a setting is a time from the shortest up to {@link #LONGEST}.
     *
     * @return the time in whole milliseconds, which is what is stored
     */
    public static Duration requireSetting(String name, Duration time, Duration shortest) {
        Duration whole = time.truncatedTo(ChronoUnit.MILLIS);
        if (whole.compareTo(shortest) < 0 || whole.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is a time from " + shortest + " to " + LONGEST + ", not " + time);
        }
        return whole;
    }

    private static Rejection outside(ErrorCode code, String field, Object least, Object most, Object value) {
        return new Rejection(code, field + " is from " + least + " to " + most + ", not " + value);
    }

    public static void require(String field, @Nullable Json value, int bytes) {
        if (value != null && value.size() > bytes) {
            throw tooBig(field, value.size(), bytes);
        }
    }

    public static void require(String field, @Nullable String value, int bytes) {
        // A character has at most six bytes in JSON, so a short text need not be counted.
        if (value != null && value.length() * 6 > bytes) {
            int size = sizeInJson(value);
            if (size > bytes) {
                throw tooBig(field, size, bytes);
            }
        }
    }

    /**
     * The size of the text as a JSON string in bytes of UTF-8, without the quotes. Escaped characters take more room.
     */
    public static int sizeInJson(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                size += "\b\t\n\f\r".indexOf(c) >= 0 ? 2 : 6;
            } else if (c < 0x80) {
                size += c == '"' || c == '\\' ? 2 : 1;
            } else {
                // Each half of a surrogate pair is two of the pair's four bytes.
                size += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return size;
    }

    public static void requireNames(String field, Collection<String> names) {
        if (names.size() > NAMES) {
            throw new Rejection(
                    ErrorCode.BAD_FIELD, field + " holds " + names.size() + " names; " + NAMES + " is the limit");
        }
        for (String name : names) {
            Identifiers.require(field, name);
        }
    }

    private static Rejection tooBig(String field, int size, int limit) {
        return new Rejection(ErrorCode.TOO_BIG, field + " has " + size + " bytes; " + limit + " is the limit");
    }
}
