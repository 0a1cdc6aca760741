package io.swarmbot.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which store the service has, and what it keeps. */
@ConfigMapping(prefix = "swarmbot")
interface StoreSettings {

    Store store();

    Retention retention();

    interface Store {

        @WithDefault("embedded")
        Kind kind();

        Embedded embedded();

        Memory memory();

        Redis redis();

        interface Embedded {

            /**
             * The directory of the store's files; created if it is missing. A relative path is below the working
             * directory.
             */
            @WithDefault(EmbeddedSettings.DEFAULT_DIRECTORY)
            Path directory();

            /** What an append waits for before it is acknowledged. */
            @WithDefault("fsync")
            Durability durability();
        }

        interface Memory {

            /** How many bytes the events of all logs may hold together; one log gets a quarter of it. */
            @WithDefault("256M")
            MemorySize maxBytes();
        }

        interface Redis {

            /** Begins the names of all keys and channels, so that several installations can share one server. */
            @WithDefault("swarmbot")
            String prefix();

            /** How long the service waits for an answer of the server. */
            @WithDefault("2s")
            Duration timeout();

            /** How many replicas of the server must have an append before it is acknowledged. */
            @WithDefault("0")
            int waitReplicas();

            /**
             * Whether an append must be on the disk of the server, and of those replicas, before it is acknowledged.
             */
            @WithDefault("false")
            boolean waitAof();

            /** How long replicas and disk may take before the outcome of an append counts as unknown. */
            @WithDefault("1s")
            Duration waitTimeout();
        }
    }

    /** Where logs and state live. */
    enum Kind {
        /** On the disk of this process. */
        EMBEDDED,
        /** In the memory of this process: they are lost when it ends. */
        MEMORY,
        /** In Redis, for any number of processes. */
        REDIS
    }

    interface Retention {

        /** How many events one log keeps. */
        @WithDefault("100000")
        int events();

        /** How many bytes of events one log keeps. If it is not given, only {@link #events} counts. Not for Redis. */
        Optional<MemorySize> bytes();

        /** How long one log keeps an event at most. If it is not given, only {@link #events} counts. */
        Optional<Duration> age();
    }
}
