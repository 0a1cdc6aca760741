package io.swarmbot.text;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How enum constants are written on the wire: in lower case. */
public final class WireNames {

    private WireNames() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that name; empty if there is none. */
    public static <E> Optional<E> find(E[] constants, String name, Function<E, String> wireName) {
        for (E constant : constants) {
            if (wireName.apply(constant).equals(name)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
