package io.swarmbot.push;

import java.time.Duration;

/**
 * What the hub is told by the configuration.
 *
 * @param connections streams that may be open at a time
 * @param ringEvents events of one swarm that are kept in memory for its readers
 * @param ringBytes what they may hold, for one swarm
 * @param ringBytesTotal what they may hold together, for the process
 * @param writeTimeout how long a connection may take for one write of at most 64 KiB
 * @param heartbeatEvery after how much silence a stream says where it is
 * @param pingEvery how often a peer that can answer is asked for a sign of life
 * @param pongTimeout how long it may stay silent
 * @param maxPendingBytes what may wait for the socket for {@code pendingTimeout}
 */
public record PushSettings(
        int connections,
        int ringEvents,
        long ringBytes,
        long ringBytesTotal,
        Duration writeTimeout,
        Duration heartbeatEvery,
        Duration pingEvery,
        Duration pongTimeout,
        long maxPendingBytes,
        Duration pendingTimeout) {}
