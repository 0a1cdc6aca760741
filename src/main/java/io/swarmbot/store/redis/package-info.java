/**
 * Logs and entities in Redis, for any number of replicas. What must be atomic is a script, a file under resources:
 * {@code append.lua} is the place to begin.
 *
 * <p>Keys: those of one swarm share a hash tag, {@code <prefix>:{<swarm>}:head|log|entities|seen}; {@code <prefix>:swarms}
 * is the set of all names. Channels: {@code <prefix>:moved:<0..63>} and {@code <prefix>:beat}.
 */
@NullMarked
package io.swarmbot.store.redis;

import org.jspecify.annotations.NullMarked;
