package io.swarmbot.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The webhooks, by their names. {@link Webhooks} checks them. */
@ConfigMapping(prefix = "swarmbot.webhooks")
interface WebhooksConfig {

    @WithParentName
    Map<String, Hook> byName();

    interface Hook {

        /** Where events are posted. */
        Optional<String> url();

        /** The types of events that are sent; all if none is given. */
        Optional<List<String>> types();

        /** The swarms whose events are sent: names, or beginnings of names with {@code *}; all if none is given. */
        Optional<List<String>> swarms();

        /** The key that signs the requests: {@code whsec_} and Base64. If it is not given, requests are not signed. */
        Optional<String> secret();

        /** How long one request may take, with the whole answer. */
        @WithDefault("5s")
        Duration timeout();
    }
}
