package io.swarmbot.store.redis;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.store.StoreException;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a command has no result.
 *
 * <p>If the server refuses a script's first write, it has done nothing. After any other failure on the way it is not
 * known whether the command was carried out.
 */
final class RedisFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The codes of errors that stop a script before or at its first write. */
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

    /**
     * Before version 7, the code of an error in a script is in its text, such as {@code : -OOM command not allowed}.
     */
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

    /** The server answered with nothing, though the command always has an answer. */
    static RedisFailure noValue() {
        return new RedisFailure("Redis answered with nothing", "", false, null);
    }

    /** The answer did not come in time. */
    static RedisFailure late(Duration timeout) {
        return new RedisFailure("no answer from Redis within " + timeout.toMillis() + " ms", "", false, null);
    }

    /** The failure that a stage of a {@link RedisLine} failed with. */
    static RedisFailure in(Throwable thrown) {
        Throwable cause = StageFailure.causeOf(thrown);
        return cause instanceof RedisFailure known ? known : of(cause);
    }

    /** The failure of a command that was sent. */
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
    @SuppressWarnings("OverrideThrowableToString") // Its message is the original failure, name and all.
    public String toString() {
        return String.valueOf(getMessage());
    }

    /** Whether the server answered with this error code. */
    boolean hasCode(String expected) {
        return code.equals(expected);
    }

    /** The store's exception for a command that may have changed something. */
    StoreException whileWriting() {
        return isNothingDone
                ? StoreException.unavailable(toString(), this)
                : StoreException.outcomeUnknown(toString(), this);
    }

    /** The store's exception for a command that changes nothing. */
    StoreException whileReading() {
        return StoreException.unavailable(toString(), this);
    }
}
