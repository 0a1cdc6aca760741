package io.swarmbot.api;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Times;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Query parameters that several resources take. */
final class Parameters {

    private Parameters() {}

    static int integer(String name, @Nullable String text, int least, int most, int usual) {
        if (text == null) {
            return usual;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as a number out of range.
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
