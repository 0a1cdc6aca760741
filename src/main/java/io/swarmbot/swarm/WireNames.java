package io.swarmbot.swarm;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** How enum constants are written on the wire: in lower case. */
final class WireNames {

    private WireNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E> Optional<E> find(E[] constants, String name, Function<E, String> wireName) {
        for (E constant : constants) {
            if (wireName.apply(constant).equals(name)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
