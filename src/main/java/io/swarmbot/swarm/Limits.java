package io.swarmbot.swarm;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The sizes that commands keep to; larger things are files. */
public final class Limits {

    /** Bytes of {@code details} and {@code metrics}, compact. */
    public static final int DETAILS = 4 * 1024;
    /** Bytes of {@code input}, {@code description}, {@code result} and {@code error}, each, compact. */
    public static final int CONTENT = 16 * 1024;
    /** Bytes of a name, a role, a message or a reason. */
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
        // A character is three bytes at the most, so a short one needs no counting.
        if (value != null && value.length() * 3 > bytes) {
            int size = value.getBytes(StandardCharsets.UTF_8).length;
            if (size > bytes) {
                throw tooBig(field, size, bytes);
            }
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
