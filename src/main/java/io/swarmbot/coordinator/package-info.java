/**
 * The only writer of the logs. {@link io.swarmbot.coordinator.SwarmCoordinator} finds the swarm of a command, and the
 * {@code SwarmRegistry} loads it if it is not in memory. The {@code SwarmRun} of each loaded swarm decides its commands
 * in groups, appends each group to the log, applies it to the state, publishes it, and then answers. Idle swarms are
 * unloaded.
 */
@NullMarked
package io.swarmbot.coordinator;

import org.jspecify.annotations.NullMarked;
