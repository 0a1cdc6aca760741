package io.swarmbot.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.StartOrder;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmReset;
import io.swarmbot.store.SwarmStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the webhooks that are configured, and tells them what moved.
 *
 * <p>Thread-safety: any thread; it starts and stops once.
 */
@ApplicationScoped
class WebhookDispatcher {

    private final WebhooksConfig config;
    private final WebhookConfig alerts;
    private final SwarmCoordinator coordinator;
    private final SwarmStore store;
    private final Clock clock;
    private final Ticker ticker;
    private final MeterRegistry meters;
    /** Of the thread that starts the service. */
    private List<Webhook> webhooks = List.of();

    private volatile @Nullable SendingWebhooks running;

    WebhookDispatcher(
            WebhooksConfig config,
            WebhookConfig alerts,
            SwarmCoordinator coordinator,
            SwarmStore store,
            Clock clock,
            Ticker ticker,
            MeterRegistry meters) {
        this.config = config;
        this.alerts = alerts;
        this.coordinator = coordinator;
        this.store = store;
        this.clock = clock;
        this.ticker = ticker;
        this.meters = meters;
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void read(@Observes @Priority(StartOrder.CHECKS) StartupEvent event) {
        webhooks = Webhooks.of(config, alerts);
    }

    void start(@Observes StartupEvent event) {
        if (!webhooks.isEmpty()) {
            String owner = coordinator.replica() + "/" + UUID.randomUUID();
            SendingWebhooks started = new SendingWebhooks(webhooks, store, clock, ticker, meters, owner);
            running = started;
            started.start();
        }
    }

    /** Before the beans end, so that the store still takes what was reached. */
    void stop(@Observes ShutdownEvent event) {
        SendingWebhooks ending = running;
        running = null;
        if (ending != null) {
            ending.close();
        }
    }

    void committed(@Observes GroupCommitted group) {
        hear(group.swarm(), group.local());
    }

    void reset(@Observes SwarmReset reset) {
        hear(reset.swarm(), false);
    }

    private void hear(String swarm, boolean isLocal) {
        SendingWebhooks present = running;
        if (present != null) {
            present.hear(swarm, isLocal);
        }
    }
}
