package io.swarmbot.ops;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.StartOrder;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends the start with one sentence if the management port cannot be opened, most often because another replica on this
 * machine has it. The framework would say so with a stack trace, after the other port was opened.
 */
@ApplicationScoped
class ManagementPortCheck {

    private final boolean isEnabled;
    private final String host;
    private final int port;

    ManagementPortCheck(
            @ConfigProperty(name = "quarkus.management.enabled") boolean isEnabled,
            @ConfigProperty(name = "quarkus.management.host") String host,
            @ConfigProperty(name = "quarkus.management.port", defaultValue = "9000") int port) {
        this.isEnabled = isEnabled;
        this.host = host;
        this.port = port;
    }

    /** In dev mode the port stays open from one start to the next; tests use any free one. */
    void check(@Observes @Priority(StartOrder.CHECKS) StartupEvent event) {
        if (isEnabled && LaunchMode.current() == LaunchMode.NORMAL) {
            requireFree();
        }
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void requireFree() {
        try (ServerSocket trial = new ServerSocket()) {
            trial.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException("quarkus.management.port " + port + " of " + host
                    + " cannot be opened (" + e.getMessage() + "). If another replica on this machine has it, let this"
                    + " one use another: -Dquarkus.management.port=9001, or 0 for any that is free");
        }
    }
}
