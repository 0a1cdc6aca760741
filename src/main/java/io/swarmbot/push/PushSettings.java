package io.swarmbot.push;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of streams and polls. */
@ConfigMapping(prefix = "swarmbot.push")
public interface PushSettings {

    /** How many streams may be open, and polls may wait, at a time. */
    @WithDefault("20000")
    int connections();

    /** How long a connection may take for one write of at most 64 KiB before it is cut off. */
    @WithDefault("10s")
    Duration writeTimeout();

    /** After how much silence, at most, a stream tells its cursor. */
    @WithDefault("10s")
    Duration heartbeatEvery();

    /** How long a stream may live before its client is told to come back. Zero: as long as it likes. */
    @WithDefault("0s")
    Duration maxConnectionAge();

    /** How often a WebSocket client is pinged. A multiple of the heartbeat, so that both are one write. */
    @WithDefault("30s")
    Duration pingEvery();

    /** How long a WebSocket client may be silent before its connection is cut off. */
    @WithDefault("60s")
    Duration pongTimeout();

    Pending pending();

    Ring ring();

    interface Pending {

        /** How many bytes may wait for the socket of one connection for longer than {@link #timeout}. */
        @WithDefault("256K")
        MemorySize maxBytes();

        /** How long more than {@link #maxBytes} may wait for the socket of one connection before it is cut off. */
        @WithDefault("10s")
        Duration timeout();
    }

    interface Ring {

        /** How many events of one swarm are kept in memory for its streams: the newest. */
        @WithDefault("4096")
        int events();

        /** How many bytes the events of one swarm may hold in memory. */
        @WithDefault("4M")
        MemorySize bytes();

        /** How many bytes the events of all swarms may hold in memory together. */
        @WithDefault("64M")
        MemorySize totalBytes();
    }
}
