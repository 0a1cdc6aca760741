package io.swarmbot.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which transports are on. Polling always is: it is what the others fall back to. */
@ConfigMapping(prefix = "swarmbot.transport")
public interface TransportSwitch {

    /** Off: the upgrade is refused, and clients go on over SSE or polling with nothing lost. */
    @WithDefault("true")
    boolean useWebsocket();

    /** Off: event streams are refused, and clients go on with what is left. */
    @WithDefault("true")
    boolean useSse();

    /** How often a client that polls without waiting should ask. */
    @WithDefault("1s")
    Duration pollInterval();
}
