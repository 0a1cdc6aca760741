package io.swarmbot.swarm;

import io.swarmbot.swarm.TaskCommand.SubmitTask;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The sizes that commands keep to; larger things are files. */
public final class Limits {

    /** Bytes of {@code details}, {@code metrics}, {@code question} and {@code answer}, compact. */
    public static final int DETAILS = 4 * 1024;
    /** Bytes of {@code input}, {@code description}, {@code result} and {@code error}, each, in compact JSON. */
    public static final int CONTENT = 16 * 1024;
    /** Bytes of a name, a role, a message or a reason, in JSON. */
    public static final int LINE = 1024;
    /** Capabilities of an agent, tasks that it holds, requirements or dependencies of a task. */
    public static final int NAMES = 64;

    private Limits() {}

    static void require(String field, @Nullable Json value, int bytes) {
        if (value != null && value.size() > bytes) {
            throw tooBig(field, value.size(), bytes);
        }
    }

    static void require(String field, @Nullable String value, int bytes) {
        // A character is six bytes at the most, so a short one needs no counting.
        if (value != null && value.length() * 6 > bytes) {
            int size = sizeInJson(value);
            if (size > bytes) {
                throw tooBig(field, size, bytes);
            }
        }
    }

    /** Bytes in UTF-8 between the quotes: an event holds the text as JSON, and what is escaped there grows. */
    static int sizeInJson(String text) {
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

    /** Above 0, up to a limit. */
    static void requireTime(String field, @Nullable Duration time, Duration limit) {
        if (time != null && (time.isNegative() || time.isZero() || time.compareTo(limit) > 0)) {
            throw new Rejection(ErrorCode.BAD_FIELD, field + " is above 0 and at most " + limit.toHours() + "h");
        }
    }

    static void requirePriority(int priority) {
        if (priority < SubmitTask.HIGHEST_PRIORITY || priority > SubmitTask.LOWEST_PRIORITY) {
            throw new Rejection(ErrorCode.BAD_FIELD, "priority is from 1 (high) to 10 (low)");
        }
    }

    static void requireNames(String field, Collection<String> names) {
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
