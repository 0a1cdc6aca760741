package io.swarmbot.http;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Starts one event loop for each processor, unless the configuration says otherwise. The library's default is two.
 * Nothing on a loop waits, so a second loop would only take turns with the first, and each would find half as many
 * streams to share a pass.
 */
@ApplicationScoped
class EventLoops implements VertxOptionsCustomizer {

    private final Optional<Integer> configured;

    EventLoops(@ConfigProperty(name = "quarkus.vertx.event-loops-pool-size") Optional<Integer> configured) {
        this.configured = configured;
    }

    @Override
    public void accept(VertxOptions options) {
        if (configured.isEmpty()) {
            options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
        }
    }
}
