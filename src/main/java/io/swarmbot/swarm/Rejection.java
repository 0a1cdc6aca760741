package io.swarmbot.swarm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The refusal of a request, which has changed nothing. It carries no stack trace, because it is an answer and no fault.
 */
public class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Characters of a detail. A longer one is cut, because it quotes what a client sent. */
    private static final int MAX_DETAIL = 1_000;

    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final char REPLACEMENT = '\uFFFD';

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    /**
     * @param detail what exactly is wrong with the request, for people; it may quote what the client sent, however long
     *     or broken that is
     */
    public Rejection(ErrorCode code, String detail) {
        super(sendable(detail), null, false, false);
        this.code = code;
        this.retryAfter = null;
    }

    /**
     * @param detail as above
     * @param retryAfter after which time the same request may succeed; above zero
     */
    public Rejection(ErrorCode code, String detail, Duration retryAfter) {
        super(sendable(detail), null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /**
     * The text at a length that is fit for an answer. Half of a surrogate pair is replaced: it has no UTF-8, so the
     * answer could not be encoded. A client can send such a half, and the middle of a pair may be where a text is cut.
     */
    private static String sendable(String text) {
        StringBuilder sendable = new StringBuilder(Math.min(text.length(), MAX_DETAIL));
        text.codePoints()
                .limit(MAX_DETAIL)
                .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .forEach(sendable::appendCodePoint);
        return sendable.toString();
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** After which time the same request may succeed; null if nobody knows. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The same in whole milliseconds, rounded up; null if nobody knows. */
    public @Nullable Long retryAfterMillis() {
        return retryAfter == null
                ? null
                : retryAfter.plusNanos(NANOS_PER_MILLI - 1).toMillis();
    }
}
