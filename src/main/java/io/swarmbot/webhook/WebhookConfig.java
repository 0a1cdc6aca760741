package io.swarmbot.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The webhook {@code alerts}, which was there before the others. {@link Webhooks} checks it. */
@ConfigMapping(prefix = "swarmbot.alerts.webhook")
interface WebhookConfig {

    /** Where alerts are posted. If it is not given, none are sent. */
    Optional<URI> url();

    /**
     * The key that signs the requests: {@code whsec_} and Base64, or any other text, which is taken as it is. If it is
     * not given, requests are not signed.
     */
    Optional<String> secret();

    /** How long one request may take, with the whole answer. */
    @WithDefault("5s")
    Duration timeout();

    /** How often one alert is tried. */
    @WithDefault("6")
    int attempts();

    /**
     * The longest pause before the second attempt; it doubles with each attempt, and a random half of it is left out.
     */
    @WithDefault("1s")
    Duration retryAfter();

    /** Without effect: alerts that wait are in the log. It is read so that a service which has it still starts. */
    @WithDefault("1000")
    int queue();
}
