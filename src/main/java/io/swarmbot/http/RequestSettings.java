package io.swarmbot.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of requests. */
@ConfigMapping(prefix = "swarmbot.requests")
public interface RequestSettings {

    /**
     * How long a client may take to send the head of a request, from its connection or its first byte on, and for each
     * 64 KiB of its body. Then the connection is closed.
     */
    @WithDefault("60s")
    Duration readTimeout();
}
