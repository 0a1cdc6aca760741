package io.swarmbot.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.swarmbot.access.SecuritySettings;
import io.swarmbot.concurrent.StartOrder;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.demo.DemoConfig;
import io.swarmbot.demo.DemoSwarm;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.ReadableStore;
import io.swarmbot.store.Retention;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.embedded.UnusableStoreException;
import io.swarmbot.store.memory.MemoryRetention;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.memory.SwarmInMemory;
import io.swarmbot.store.metered.MeteredStore;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStore;
import io.swarmbot.swarm.SwarmCodec;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the store that the settings name, opens it at the start, and closes it at the end. */
class StoreBean {

    /**
     * The simulated agents are to be looked at for a while, and must not take much memory of a service that they show.
     */
    private static final int DEMO_EVENTS = 10_000;

    private static final long DEMO_BYTES = 64 << 20;

    /** So many times as much as a swarm the log of tokens may keep. Each ticket is two events. */
    private static final int AUDIT_FACTOR = 10;

    private static final Duration SHORTEST_AUDIT = Duration.ofDays(1);
    private static final Duration LONGEST_AUDIT = Duration.ofDays(36_525);

    private final StoreSettings.Store settings;
    private final StoreSettings.Retention retention;
    private final Duration auditKeep;
    private final DemoConfig demo;

    StoreBean(StoreSettings settings, SecuritySettings security, DemoConfig demo) {
        this.auditKeep = security.auditKeep();
        this.settings = settings.store();
        this.retention = settings.retention();
        this.demo = demo;
    }

    @Produces
    @ApplicationScoped
    @DefaultBean
    SwarmStore store(
            Clock clock, Instance<Redis> redis, Vertx vertx, SwarmCodec codec, Ticker ticker, MeterRegistry meters) {
        if (auditKeep.compareTo(SHORTEST_AUDIT) < 0 || auditKeep.compareTo(LONGEST_AUDIT) > 0) {
            throw cannotStart("swarmbot.security.audit-keep is a time from " + SHORTEST_AUDIT + " to " + LONGEST_AUDIT
                    + ", not " + auditKeep);
        }
        SwarmStore stored = stored(clock, redis, vertx);
        SwarmStore measured = new MeteredStore(stored, ticker, meters);
        return new ReadableStore(demo.enabled() ? withDemo(measured, clock) : measured, codec::readable);
    }

    private SwarmStore stored(Clock clock, Instance<Redis> redis, Vertx vertx) {
        return switch (settings.kind()) {
            case EMBEDDED -> embedded(clock);
            case MEMORY -> memory(clock);
            case REDIS -> redis(redis, vertx);
        };
    }

    /** What the simulated agents do is kept beside the store, so that no trace of them is left in it. */
    private SwarmStore withDemo(SwarmStore others, Clock clock) {
        int events = Math.min(DEMO_EVENTS, retention.events());
        MemoryRetention bounds = new MemoryRetention(events, DEMO_BYTES, retention.age(), clock);
        return new SwarmInMemory(DemoSwarm.NAME, new MemoryStore(bounds), others);
    }

    private SwarmStore embedded(Clock clock) {
        StoreSettings.Store.Embedded given = settings.embedded();
        try {
            return EmbeddedStore.open(
                    new EmbeddedSettings(given.directory(), given.durability(), ofSwarms(), ofOthers()),
                    clock,
                    new Epochs());
        } catch (UnusableStoreException e) {
            throw cannotStart(e.getMessage());
        }
    }

    private SwarmStore memory(Clock clock) {
        long maxBytes = settings.memory().maxBytes().asLongValue();
        MemoryRetention bounds = new MemoryRetention(retention.events(), maxBytes, retention.age(), clock);
        Map<String, MemoryRetention> others = new HashMap<>();
        ofOthers().forEach((log, kept) -> others.put(log, bounds.of(kept)));
        return new MemoryStore(bounds.of(ofSwarms()), others);
    }

    private SwarmStore redis(Instance<Redis> redis, Vertx vertx) {
        if (retention.bytes().isPresent()) {
            throw cannotStart("swarmbot.retention.bytes does not hold for swarmbot.store.kind=redis: leave it out, and"
                    + " bound the server by its own maxmemory");
        }
        StoreSettings.Store.Redis given = settings.redis();
        RedisSettings own = new RedisSettings(
                given.prefix(),
                given.timeout(),
                ofSwarms(),
                ofOthers(),
                given.waitReplicas(),
                given.waitAof(),
                given.waitTimeout());
        try {
            return RedisStore.open(redis.get(), vertx, own);
        } catch (InactiveBeanException e) {
            throw cannotStart("swarmbot.store.kind=redis needs quarkus.redis.hosts");
        } catch (IllegalStateException e) {
            throw cannotStart(e.getMessage());
        }
    }

    private Retention ofSwarms() {
        return new Retention(retention.events(), retention.bytes().map(MemorySize::asLongValue), retention.age());
    }

    /** The log of tokens is kept by its age. The number is there so that nobody can fill the store with tickets. */
    private Map<String, Retention> ofOthers() {
        int events = (int) Math.min(Integer.MAX_VALUE / 2, (long) AUDIT_FACTOR * retention.events());
        Optional<Long> bytes = retention
                .bytes()
                .map(size -> Math.min(size.asLongValue(), Long.MAX_VALUE / 2 / AUDIT_FACTOR) * AUDIT_FACTOR);
        return Map.of(SwarmCoordinator.REGISTRY, new Retention(events, bytes, Optional.of(auditKeep)));
    }

    /**
     * Ends the process with 1, and prints the message and nothing else. Only this exception does so, and only without a
     * cause. {@code PreventFurtherStepsException} would leave the process running, without a word.
     */
    private static RuntimeException cannotStart(@Nullable String message) {
        return new ConfigurationException(message);
    }

    /**
     * Uses the store at the start, so that a store which cannot be used is noticed then and not at the first command.
     */
    void open(@Observes @Priority(StartOrder.STORES) StartupEvent event, SwarmStore store) {
        store.tail((swarm, head) -> {}).close();
    }

    void close(@Disposes SwarmStore store) {
        store.close();
    }
}
