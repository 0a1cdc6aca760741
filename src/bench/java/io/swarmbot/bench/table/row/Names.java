package io.swarmbot.bench.table.row;

import java.util.Locale;

/** Names of sides that differ by a number. */
final class Names {

    private Names() {}

    /** Such as {@code 1 swarm} and {@code 3,000 swarms}. */
    static String count(int count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
