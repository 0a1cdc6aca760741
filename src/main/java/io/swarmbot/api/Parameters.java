package io.swarmbot.api;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Times;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads query parameters. */
final class Parameters {

    /** Java's own parsers take a sign, and the digits of every script. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private Parameters() {}

    static int integer(String name, @Nullable String text, int least, int most, int usual) {
        if (text == null) {
            return usual;
        }
        if (DIGITS.matcher(text).matches()) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new Rejection(ErrorCode.BAD_PARAMETER, name + " is a number from " + least + " to " + most);
    }

    static Duration duration(String name, @Nullable String text, Duration most) {
        if (text == null) {
            return Duration.ZERO;
        }
        return Times.duration(text)
                .filter(value -> value.compareTo(most) <= 0)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.BAD_PARAMETER,
                        name + " is a duration such as 10s, 500ms or PT10S, at most " + Times.write(most)));
    }
}
