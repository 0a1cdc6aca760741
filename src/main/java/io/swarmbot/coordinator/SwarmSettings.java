package io.swarmbot.coordinator;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The settings of swarms, their agents and their tasks. {@link SwarmRules} checks them. */
@ConfigMapping(prefix = "swarmbot")
public interface SwarmSettings {

    /** Name of this process among the replicas on the same store; generated at each start if it is not given. */
    Optional<String> replica();

    Swarms swarms();

    Limits limits();

    Agents agents();

    Tasks tasks();

    Idempotency idempotency();

    Metrics metrics();

    Retention retention();

    interface Swarms {

        /** Whether a command to a swarm that does not exist creates it. */
        @WithDefault("false")
        boolean autoCreate();

        /** How many swarms there may be. */
        @WithDefault("10000")
        int max();

        /** How many commands may wait for one swarm. Further commands are answered {@code swarm_busy}. */
        @WithDefault("10000")
        int queuedCommands();

        /** How many bytes the commands may hold that wait for one swarm. */
        @WithDefault("16M")
        MemorySize queuedBytes();

        /** How long nobody uses a swarm before it leaves memory, if nothing is due in it; 0s for never. */
        @WithDefault("10m")
        Duration unloadAfter();
    }

    interface Limits {

        /** How many agents one swarm may have. */
        @WithDefault("10000")
        int agents();

        /** How many tasks of one swarm may be unfinished. */
        @WithDefault("100000")
        int openTasks();

        /** How many messages of one swarm may be unacknowledged. */
        @WithDefault("10000")
        int messages();
    }

    interface Agents {

        /** How long an agent may be silent before it is {@code stale}. */
        @WithDefault("30s")
        Duration staleAfter();

        /**
         * How long an agent may be silent before it is {@code lost} and {@code offline}, and its tasks are taken back.
         */
        @WithDefault("90s")
        Duration lostAfter();

        /** How long an agent may be {@code lost} before it is removed. Zero: it is never removed. */
        @WithDefault("24h")
        Duration forgetAfter();

        /** How often the service looks for silent agents, expired leases and everything else that time makes due. */
        @WithDefault("1s")
        Duration sweepEvery();

        /** How many log lines per second an agent may send in the long run. Further lines are dropped and counted. */
        @WithDefault("20")
        double logLinesPerSecond();

        /** How many log lines an agent may send at once after a quiet time. */
        @WithDefault("200")
        int logBurst();
    }

    interface Tasks {

        /** How much longer waiting makes up for one step of priority. */
        @WithDefault("60s")
        Duration ageing();

        /** How long an agent may keep a task without a sign that it works on it, if nobody gave a lease. */
        @WithDefault("60s")
        Duration lease();

        /** The longest lease that a task, a claim or an agent may give. */
        @WithDefault("24h")
        Duration leaseAtMost();

        /** How long an agent may take to start a task that it was given, if nobody gave a time. */
        @WithDefault("30s")
        Duration startWithin();

        /** The longest {@code start_within} that a task, a claim or an agent may give. */
        @WithDefault("24h")
        Duration startWithinAtMost();

        /** How long a task may run if it has no timeout of its own. */
        @WithDefault("300s")
        Duration timeout();

        /** How many attempts a task has if it does not say so itself. */
        @WithDefault("3")
        int maxAttempts();

        /**
         * The pause after the first failed attempt. It doubles with each further one, up to {@link #retryAfterAtMost}.
         */
        @WithDefault("1s")
        Duration retryAfter();

        /** The longest pause after a failed attempt. */
        @WithDefault("60s")
        Duration retryAfterAtMost();

        /** How long a question waits for its answer if it does not say so itself. */
        @WithDefault("1h")
        Duration inputWithin();

        /** How long a running task may show no progress before an alert is raised. */
        @WithDefault("120s")
        Duration stuckAfter();
    }

    interface Idempotency {

        /** How long a command with an idempotency key is remembered. */
        @WithDefault("24h")
        Duration keep();

        /** How many commands with an idempotency key one swarm remembers: the newest. */
        @WithDefault("100000")
        int maxKeys();
    }

    interface Metrics {

        /** How often metrics are written into the log of a swarm in which something happened; {@code 0s} for never. */
        @WithDefault("10s")
        Duration every();

        /** The time that metrics look back. */
        @WithDefault("5m")
        Duration window();
    }

    interface Retention {

        /** How many finished tasks a swarm remembers: at least 1000, because a snapshot shows so many. */
        @WithDefault("10000")
        int finishedTasks();
    }
}
