package io.swarmbot.ops;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.StartOrder;
import io.swarmbot.push.PushSettings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends the start with one sentence if a time of the streams cannot be meant: one that is below zero, or a heartbeat so
 * rare that proxies cut off what is silent.
 */
@ApplicationScoped
class StreamTimesCheck {

    /** Some proxies that are in use cut off a connection after 16 s of silence. */
    private static final Duration MOST_SILENCE = Duration.ofSeconds(10);

    /** With a shorter life, streams would do little else than open. */
    private static final Duration LEAST_AGE = Duration.ofSeconds(1);

    private final PushSettings push;
    private final ShutdownSettings shutdown;
    private final Duration pingInterval;

    StreamTimesCheck(
            PushSettings push,
            ShutdownSettings shutdown,
            @ConfigProperty(name = "swarmbot.doors.socketio.ping-interval", defaultValue = "10s")
                    Duration pingInterval) {
        this.push = push;
        this.shutdown = shutdown;
        this.pingInterval = pingInterval;
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void check(@Observes @Priority(StartOrder.CHECKS) StartupEvent event) {
        requireHeartbeat("swarmbot.push.heartbeat-every", push.heartbeatEvery());
        requireHeartbeat("swarmbot.doors.socketio.ping-interval", pingInterval);
        Duration age = push.maxConnectionAge();
        require(
                age.isZero() || age.compareTo(LEAST_AGE) >= 0,
                "swarmbot.push.max-connection-age",
                age,
                "0s, which is no limit, or at least " + text(LEAST_AGE));
        shutdown.drain()
                .ifPresent(drain -> require(!drain.isNegative(), "swarmbot.shutdown.drain", drain, "at least 0s"));
    }

    private static void requireHeartbeat(String key, Duration every) {
        require(
                !every.isNegative() && !every.isZero() && every.compareTo(MOST_SILENCE) <= 0,
                key,
                every,
                "above 0s and at most " + text(MOST_SILENCE) + ", because proxies cut off what is silent for longer");
    }

    private static void require(boolean isKept, String key, Duration value, String allowed) {
        if (!isKept) {
            throw new ConfigurationException(key + " is " + text(value) + "; it may be " + allowed);
        }
    }

    /** As it is written in a configuration: {@code 15s}. */
    private static String text(Duration duration) {
        return duration.toString().replaceFirst("^PT", "").toLowerCase(Locale.ROOT);
    }
}
