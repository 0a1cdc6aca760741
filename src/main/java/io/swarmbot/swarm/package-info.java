/**
 * The domain: who may change a swarm, and how. {@link io.swarmbot.swarm.SwarmCoordinator} takes
 * {@link io.swarmbot.swarm.Command}s; each decides, against a {@link io.swarmbot.swarm.SwarmState}, which
 * {@link io.swarmbot.swarm.SwarmEvent}s it makes; a group of them is appended to the log, then applied, then published.
 *
 * <p>Plain Java and CDI's own API, nothing else.
 */
@NullMarked
package io.swarmbot.swarm;

import org.jspecify.annotations.NullMarked;
