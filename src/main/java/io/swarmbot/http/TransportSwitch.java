package io.swarmbot.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which transports are on. Polling is always on: clients of the others fall back to it. */
@ConfigMapping(prefix = "swarmbot.transport")
public interface TransportSwitch {

    /**
     * Whether WebSocket is on. If not, the upgrade is refused, and clients go on over SSE or polling and lose nothing.
     */
    @WithDefault("true")
    boolean useWebsocket();

    /** Whether event streams are on. If not, they are refused, and clients go on with a transport that is on. */
    @WithDefault("true")
    boolean useSse();

    /** How often a client that polls without waiting should ask. */
    @WithDefault("1s")
    Duration pollInterval();
}
