package io.swarmbot.grant;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says why a value of this package cannot be made: what is wrong, with the value, and what is allowed. The message may
 * be shown to whoever sent the value. It carries no stack trace, because it is an answer and no fault.
 */
public final class InvalidValue extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Characters of a value that a message shows. A longer one is cut, because clients send it. */
    private static final int SHOWN = 80;

    InvalidValue(String message) {
        super(message, null, false, false);
    }

    /** Says that a name is none of those that there are. */
    static InvalidValue unknown(String what, String name, Stream<String> known) {
        return new InvalidValue(what + " " + quote(name) + " is not one of " + known.collect(Collectors.joining(", ")));
    }

    /** The value as messages show it. */
    static String quote(String value) {
        return value.length() > SHOWN ? "'" + value.substring(0, SHOWN) + "...'" : "'" + value + "'";
    }
}
