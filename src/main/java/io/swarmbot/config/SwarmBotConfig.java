package io.swarmbot.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.swarmbot.store.embedded.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The service's own configuration, but for the transports' switch, the liveness sweep and the demo. */
@ConfigMapping(prefix = "swarmbot")
public interface SwarmBotConfig {

    /** This process's name among the replicas; made up where it is not given. */
    Optional<String> replica();

    Swarms swarms();

    Limits limits();

    Agents agents();

    Tasks tasks();

    Idempotency idempotency();

    Metrics metrics();

    Retention retention();

    Store store();

    Push push();

    interface Swarms {

        /** Whether a command to a swarm that is not there makes it. */
        @WithDefault("false")
        boolean autoCreate();

        /** How many there may be. */
        @WithDefault("10000")
        int max();

        /** Commands that may wait for one swarm; further ones are answered {@code swarm_busy}. */
        @WithDefault("10000")
        int queuedCommands();

        /** What they may hold together. */
        @WithDefault("16M")
        MemorySize queuedBytes();
    }

    interface Limits {

        /** Agents of one swarm. */
        @WithDefault("10000")
        int agents();

        /** Tasks of one swarm that are not finished. */
        @WithDefault("100000")
        int openTasks();
    }

    interface Agents {

        /** Silence after which an agent is {@code stale}. */
        @WithDefault("30s")
        Duration staleAfter();

        /** Silence after which it is {@code lost} and {@code offline}. */
        @WithDefault("90s")
        Duration lostAfter();

        /** How often silence, leases and all else that time asks for are judged. */
        @WithDefault("1s")
        Duration sweepEvery();

        /** Lines of its log that an agent may have kept, in the long run. */
        @WithDefault("20")
        double logLinesPerSecond();

        /** The same, at once after it was quiet. */
        @WithDefault("200")
        int logBurst();
    }

    interface Tasks {

        /** What a step of priority is worth in waiting. */
        @WithDefault("60s")
        Duration ageing();

        /** How long an agent may say nothing of a task that it holds. */
        @WithDefault("60s")
        Duration lease();

        /** How long it may leave a task unstarted. */
        @WithDefault("30s")
        Duration startWithin();

        /** How long it may run a task that names no time of its own. */
        @WithDefault("300s")
        Duration timeout();

        /** How often a task is tried that names no number of its own. */
        @WithDefault("3")
        int maxAttempts();

        /** The pause after the first attempt that failed; it doubles with each ... */
        @WithDefault("1s")
        Duration retryAfter();

        /** ... up to this. */
        @WithDefault("60s")
        Duration retryAfterAtMost();

        /** How long a question waits for its answer that names no time of its own. */
        @WithDefault("1h")
        Duration inputWithin();

        /** How long a running task may show no progress before that is an alert. */
        @WithDefault("120s")
        Duration stuckAfter();
    }

    interface Idempotency {

        /** How long a command with a key is remembered. */
        @WithDefault("24h")
        Duration keep();

        /** How many of one swarm are, the newest. */
        @WithDefault("100000")
        int maxKeys();
    }

    interface Metrics {

        /** How often metrics are written into the log of a swarm in which something happened; 0s for never. */
        @WithDefault("10s")
        Duration every();

        /** Of which time they speak. */
        @WithDefault("5m")
        Duration window();
    }

    interface Retention {

        /** Events that a log keeps. */
        @WithDefault("100000")
        int events();

        /** How long an event is kept at most; for ever, as far as {@code events} allows, where it is not given. */
        Optional<Duration> age();

        /** Finished tasks that a swarm remembers; at least 1000, which a snapshot shows. */
        @WithDefault("10000")
        int finishedTasks();
    }

    interface Store {

        @WithDefault("embedded")
        StoreKind kind();

        Embedded embedded();

        Memory memory();

        interface Embedded {

            /** Where its files are, below the working directory unless it is absolute; made if missing. */
            @WithDefault("data")
            Path directory();

            /** What an acknowledgement waits for. */
            @WithDefault("fsync")
            Durability durability();
        }

        Redis redis();

        interface Redis {

            /** Of all keys and channels, so that several installations can share a server. */
            @WithDefault("swarmbot")
            String prefix();

            /** After which an answer is no longer waited for. */
            @WithDefault("2s")
            Duration timeout();

            /** Replicas of the server that must have what is acknowledged. */
            @WithDefault("0")
            int waitReplicas();

            /** Whether it must be on the disk of the server, and of those replicas. */
            @WithDefault("false")
            boolean waitAof();

            /** How long that may take before the outcome counts as unknown. */
            @WithDefault("1s")
            Duration waitTimeout();
        }

        interface Memory {

            /** What all logs may hold together. */
            @WithDefault("256M")
            MemorySize maxBytes();
        }
    }

    /** Where logs and state live. */
    enum StoreKind {
        /** On the disk of this process. */
        EMBEDDED,
        /** In this process, gone with it. */
        MEMORY,
        /** In Redis, for any number of processes. */
        REDIS
    }

    interface Push {

        /** Streams that may be open at a time, and polls that wait. */
        @WithDefault("20000")
        int connections();

        /** How long a connection may take for one write of at most 64 KiB before it is cut off. */
        @WithDefault("10s")
        Duration writeTimeout();

        /** After how much silence a stream says where it is. */
        @WithDefault("15s")
        Duration heartbeatEvery();

        /** How often a WebSocket peer is pinged; twice the heartbeat, so that both are one write. */
        @WithDefault("30s")
        Duration pingEvery();

        /** How long it may stay silent. */
        @WithDefault("60s")
        Duration pongTimeout();

        Pending pending();

        Ring ring();

        interface Pending {

            /** What may wait for a connection's socket ... */
            @WithDefault("256K")
            MemorySize maxBytes();

            /** ... for so long. */
            @WithDefault("10s")
            Duration timeout();
        }

        interface Ring {

            /** Events of one swarm that are kept at hand for its streams. */
            @WithDefault("4096")
            int events();

            /** What they may hold. */
            @WithDefault("4M")
            MemorySize bytes();

            /** What the rings of all swarms may hold together. */
            @WithDefault("64M")
            MemorySize totalBytes();
        }
    }
}
