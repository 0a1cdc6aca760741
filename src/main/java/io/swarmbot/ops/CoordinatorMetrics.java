package io.swarmbot.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swarmbot.command.Command;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.swarm.Rejection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of commands. They have no label for the swarm: there may be thousands.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
class CoordinatorMetrics implements CoordinatorMeter {

    private static final String DONE = "done";
    private static final String WITHDRAWN = "withdrawn";
    private static final String FAILED = "internal";

    private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    /** From a command in memory to a disk or a Redis in trouble. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry meters;
    /** By the class of the command and what became of it. */
    private final Map<Class<?>, Map<String, Timer>> commands = new ConcurrentHashMap<>();

    private final AtomicLong open = new AtomicLong();
    private final Counter failures;

    CoordinatorMetrics(MeterRegistry meters) {
        this.meters = meters;
        meters.gauge("swarmbot.commands.open", open);
        this.failures = meters.counter("swarmbot.store.failures");
    }

    @Override
    public void given() {
        open.incrementAndGet();
    }

    @Override
    public void answered(Command command, @Nullable Throwable failure, long nanos) {
        open.decrementAndGet();
        Class<?> kind = command.plain().getClass();
        commands.computeIfAbsent(kind, each -> new ConcurrentHashMap<>())
                .computeIfAbsent(outcome(failure), outcome -> timer(kind, outcome))
                .record(Duration.ofNanos(nanos));
    }

    private Timer timer(Class<?> kind, String outcome) {
        return Timer.builder("swarmbot.command")
                .tag("command", name(kind))
                .tag("outcome", outcome)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    /** Such as {@code submit_task}, and {@code send_message} for {@code MessageCommand.Send}. */
    static String name(Class<?> kind) {
        Class<?> family = kind.getEnclosingClass();
        String ofFamily = family == null ? "" : family.getSimpleName().replaceFirst("Command$", "");
        return WORD.matcher(kind.getSimpleName() + ofFamily).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    private static String outcome(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause == null) {
            return DONE;
        }
        if (cause instanceof Rejection rejection) {
            return rejection.code().wireName();
        }
        return cause instanceof CancellationException ? WITHDRAWN : FAILED;
    }

    @Override
    public void failed() {
        failures.increment();
    }
}
