package io.swarmbot.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where alerts are sent. */
@ConfigMapping(prefix = "swarmbot.alerts.webhook")
interface WebhookConfig {

    /** None are sent where it is not given. */
    Optional<URI> url();

    /** Signs what is sent: {@code whsec_} and Base64, or any text, which is taken as it is. Unsigned where it is not given. */
    Optional<String> secret();

    /** How long one request may take. */
    @WithDefault("5s")
    Duration timeout();

    /** How often one alert is tried. */
    @WithDefault("6")
    int attempts();

    /** The pause before the second try, about; it doubles with each. */
    @WithDefault("1s")
    Duration retryAfter();

    /** Alerts that may wait; further ones are dropped and counted. */
    @WithDefault("1000")
    int queue();
}
