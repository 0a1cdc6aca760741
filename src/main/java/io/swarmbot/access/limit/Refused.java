package io.swarmbot.access.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric of what was refused because of a limit. No name of a caller or an address is in it. */
final class Refused {

    private Refused() {}

    static Counter counter(MeterRegistry meters, String limit) {
        return meters.counter("swarmbot.refused", "limit", limit);
    }
}
