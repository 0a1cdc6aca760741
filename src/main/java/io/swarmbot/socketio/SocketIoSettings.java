package io.swarmbot.socketio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the door for Socket.IO. */
@ConfigMapping(prefix = "swarmbot.doors.socketio")
interface SocketIoSettings {

    /** Whether clients of Socket.IO are let in. */
    @WithDefault("true")
    boolean enabled();

    /** How often a client is pinged. */
    @WithDefault("10s")
    Duration pingInterval();

    /** How long a client may take to answer a ping before its connection ends. */
    @WithDefault("20s")
    Duration pingTimeout();

    /** How long a client may take to log in, or to upgrade a connection, before the connection ends. */
    @WithDefault("10s")
    Duration connectTimeout();
}
