package io.swarmbot.files;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file are asked for (RFC 9110, 14).
 *
 * @param from the index of the first byte
 * @param length how many bytes
 * @param isPart whether they were asked for as a part, even if they are all
 */
record ByteRange(long from, long length, boolean isPart) {

    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*([0-9]{0,18})\\s*-\\s*([0-9]{0,18})\\s*");

    /**
     * Reads a request.
     *
     * @param header {@code Range}; null if it is missing. What cannot be read, and several ranges, mean the whole file,
     *     as the RFC allows
     * @param condition {@code If-Range}; null if it is missing
     * @param tag the entity tag of the file
     * @throws Rejection {@code range_not_satisfiable} if there are no such bytes
     */
    static ByteRange of(@Nullable String header, @Nullable String condition, String tag, long size) {
        ByteRange whole = new ByteRange(0, size, false);
        if (header == null || (condition != null && !condition.equals(tag))) {
            return whole;
        }
        Matcher range = SINGLE.matcher(header.toLowerCase(Locale.ROOT));
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return whole;
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(range.group(2)), size);
            if (last == 0) {
                throw none(header, size);
            }
            return new ByteRange(size - last, last, true);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < from) {
            return whole;
        }
        if (from >= size) {
            throw none(header, size);
        }
        return new ByteRange(from, to - from + 1, true);
    }

    private static Rejection none(String header, long size) {
        return new Rejection(
                ErrorCode.RANGE_NOT_SATISFIABLE, "the file has " + size + " bytes, and none at '" + header + "'");
    }

    /** The value of {@code Content-Range} for these bytes. */
    String contentRange(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
