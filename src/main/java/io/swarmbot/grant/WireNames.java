package io.swarmbot.grant;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How enum constants are written on the wire: in lower case. */
final class WireNames {

    private WireNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidValue if no constant has the name; the message lists those that exist */
    static <E> E parse(String what, E[] constants, String name, Function<E, String> wireName) {
        for (E constant : constants) {
            if (wireName.apply(constant).equals(name)) {
                return constant;
            }
        }
        throw new InvalidValue(what + " " + InvalidValue.quote(name) + " is not one of "
                + Arrays.stream(constants).map(wireName).collect(Collectors.joining(", ")));
    }
}
