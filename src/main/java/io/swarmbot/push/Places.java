package io.swarmbot.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.swarmbot.push.Admission.Transport;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many streams are open and polls wait: in all, which has a limit, and by transport.
 *
 * <p>Thread-safety: any thread.
 */
final class Places {

    private final AtomicInteger total = new AtomicInteger();
    private final Map<Transport, AtomicInteger> byTransport = new EnumMap<>(Transport.class);

    Places() {
        for (Transport transport : Transport.values()) {
            byTransport.put(transport, new AtomicInteger());
        }
    }

    /** Shows them as {@code swarmbot.streams}. */
    void show(MeterRegistry meters) {
        byTransport.forEach((transport, open) -> meters.gauge(
                "swarmbot.streams", Tags.of("transport", transport.name().toLowerCase(Locale.ROOT)), open));
    }

    /** Takes one of so many; false if all are taken. */
    boolean take(Transport transport, int limit) {
        int before = total.get();
        while (before < limit) {
            if (total.compareAndSet(before, before + 1)) {
                counter(transport).incrementAndGet();
                return true;
            }
            before = total.get();
        }
        return false;
    }

    /** Gives back one that was taken. */
    void give(Transport transport) {
        counter(transport).decrementAndGet();
        total.decrementAndGet();
    }

    /** How many are taken. */
    int total() {
        return total.get();
    }

    private AtomicInteger counter(Transport transport) {
        return Objects.requireNonNull(byTransport.get(transport));
    }
}
