package io.swarmbot.trace;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.StartOrder;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;

/** Ends the start with one sentence if a setting of the traces cannot be meant. */
@ApplicationScoped
class TracingCheck {

    private final TracingConfig config;

    TracingCheck(TracingConfig config) {
        this.config = config;
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void check(@Observes @Priority(StartOrder.CHECKS) StartupEvent event) {
        config.endpoint().ifPresent(TracingCheck::requireAddress);
        config.authorization().ifPresent(TracingCheck::requireOneLine);
        if (config.maxTasks() < 1) {
            throw new ConfigurationException("swarmbot.tracing.max-tasks is at least 1, not " + config.maxTasks());
        }
    }

    private static void requireAddress(URI endpoint) {
        boolean isHttp =
                "http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme());
        if (!isHttp || endpoint.getHost() == null) {
            // The address is not shown: it may have a secret in it.
            throw new ConfigurationException("swarmbot.tracing.endpoint begins with http:// or https:// and a host, as"
                    + " in http://collector:4318/v1/traces");
        }
    }

    /** A secret that was made with {@code echo} ends with a line feed, which no header may have. */
    private static void requireOneLine(String authorization) {
        if (authorization.chars().anyMatch(Character::isISOControl)) {
            throw new ConfigurationException(
                    "swarmbot.tracing.authorization has a control character in it, perhaps the" + " end of a line");
        }
    }
}
