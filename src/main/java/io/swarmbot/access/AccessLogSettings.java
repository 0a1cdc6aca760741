package io.swarmbot.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The setting of the access log. */
@ConfigMapping(prefix = "swarmbot")
public interface AccessLogSettings {

    /** Which requests and streams get a line in the log of category {@code io.swarmbot.access-log}. */
    @WithDefault("refused")
    Level accessLog();

    /** Each level has what the ones before it have. */
    enum Level {
        /** Nothing. */
        OFF,
        /** Whoever was refused: 401, 403 and 429. At most 50 lines in a second. */
        REFUSED,
        /** Requests with a method that may change something, and WebSockets. */
        CHANGES,
        /** Everything. */
        ALL
    }
}
