package io.swarmbot.store.redis;

import io.swarmbot.store.StoreException;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a command has no result.
 *
 * <p>A server that says no at a script's first write has done nothing. Of anything else that can go wrong on the way it is
 * not known.
 */
final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Errors that a script meets at its first write, or before its first line. */
    private static final Set<String> NOTHING_DONE = Set.of(
            "NOSCRIPT",
            "OOM",
            "READONLY",
            "NOREPLICAS",
            "MISCONF",
            "LOADING",
            "MASTERDOWN",
            "BUSY",
            "CLUSTERDOWN",
            "NOAUTH",
            "NOPERM",
            "WRONGPASS");

    /** Until version 7 the code of an error within a script stands in its text, as {@code : -OOM command not allowed}. */
    private static final Pattern CODE = Pattern.compile("^([A-Z]+)\\b(?:.*: -([A-Z]+) )?", Pattern.DOTALL);

    private final String code;
    private final boolean isNothingDone;

    private RedisFailure(String message, String code, boolean isNothingDone, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.isNothingDone = isNothingDone;
    }

    /** The command did not leave this process. */
    static RedisFailure notSent(String why) {
        return new RedisFailure(why, "", true, null);
    }

    /** The answer did not come. */
    static RedisFailure late(Duration timeout) {
        return new RedisFailure("no answer from Redis within " + timeout.toMillis() + " ms", "", false, null);
    }

    /** The failure that a stage of a line failed with. */
    static RedisFailure in(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RedisFailure known ? known : of(cause);
    }

    /** What became of a command that was sent. */
    static RedisFailure of(Throwable cause) {
        boolean isAnswer = cause instanceof Response response && response.type() == ResponseType.ERROR;
        Matcher found = CODE.matcher(String.valueOf(cause.getMessage()));
        String code = "";
        if (isAnswer && found.find()) {
            code = found.group(2) != null ? found.group(2) : found.group(1);
        }
        return new RedisFailure(String.valueOf(cause), code, NOTHING_DONE.contains(code), cause);
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }

    boolean is(String expected) {
        return code.equals(expected);
    }

    /** As the store says it, of a command that may change something. */
    StoreException whileWriting() {
        return isNothingDone
                ? StoreException.unavailable(toString(), this)
                : StoreException.outcomeUnknown(toString(), this);
    }

    /** As the store says it, of a command that changes nothing. */
    StoreException whileReading() {
        return StoreException.unavailable(toString(), this);
    }
}
