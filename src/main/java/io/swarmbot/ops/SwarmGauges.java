package io.swarmbot.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.view.Backlog;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much is in the swarms that this process has loaded, all together. Each replica counts the swarms that it uses, so
 * the same task may count in several.
 *
 * <p>Thread-safety: any thread. Whoever asks for the metrics counts, at most once in five seconds.
 */
@Singleton
class SwarmGauges {

    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    /** What was counted at one moment. */
    private record Counts(
            int swarms,
            long open,
            long ready,
            long running,
            long agents,
            long active,
            long messages,
            double oldestSeconds) {

        static Counts of(List<SwarmState> states, Instant now) {
            long open = 0;
            long ready = 0;
            long running = 0;
            long agents = 0;
            long active = 0;
            long messages = 0;
            long oldest = 0;
            for (SwarmState state : states) {
                Backlog backlog = Backlog.of(state, null, null, now);
                open += state.openTasks();
                ready += backlog.ready();
                running += backlog.running();
                agents += state.agents().size();
                active += backlog.agents();
                messages += state.messages().size();
                Long waited = backlog.oldestReadyMillis();
                oldest = Math.max(oldest, waited == null ? 0 : waited);
            }
            return new Counts(states.size(), open, ready, running, agents, active, messages, oldest / 1e3);
        }
    }

    private final SwarmCoordinator coordinator;
    private final Clock clock;
    private final Ticker ticker;
    /** Guarded by this. */
    private Counts counts;
    /** When they were counted. Guarded by this. */
    private long countedAt;

    SwarmGauges(SwarmCoordinator coordinator, Clock clock, Ticker ticker) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.ticker = ticker;
        this.counts = Counts.of(List.of(), Instant.EPOCH);
        this.countedAt = ticker.nanos() - FRESH_NANOS;
    }

    void register(@Observes StartupEvent event, MeterRegistry meters) {
        meters.gauge("swarmbot.swarms.loaded", this, each -> each.now().swarms());
        meters.gauge("swarmbot.tasks.open", this, each -> each.now().open());
        meters.gauge("swarmbot.tasks.ready", this, each -> each.now().ready());
        meters.gauge("swarmbot.tasks.running", this, each -> each.now().running());
        meters.gauge(
                "swarmbot.tasks.oldest.waiting.seconds",
                this,
                each -> each.now().oldestSeconds());
        meters.gauge("swarmbot.agents.registered", this, each -> each.now().agents());
        meters.gauge("swarmbot.agents.active", this, each -> each.now().active());
        meters.gauge("swarmbot.messages.waiting", this, each -> each.now().messages());
    }

    private synchronized Counts now() {
        long now = ticker.nanos();
        if (now - countedAt >= FRESH_NANOS) {
            counts = Counts.of(coordinator.loaded(), clock.instant());
            countedAt = now;
        }
        return counts;
    }
}
