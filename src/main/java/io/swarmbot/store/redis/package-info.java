/**
 * The store for any number of replicas of this service: logs and entities are in Redis. Each step that must be atomic
 * is a Lua script among the resources. Begin with {@code append.lua} and {@link io.swarmbot.store.redis.RedisStore}.
 *
 * <p>Keys: {@code <prefix>:{<swarm>}:head}, {@code :log}, {@code :entities} and {@code :seen} belong to one swarm; the
 * braces put them into one hash slot. {@code <prefix>:swarms} is the set of all swarms. Channels:
 * {@code <prefix>:moved:<0..63>} and {@code <prefix>:beat}.
 */
@NullMarked
package io.swarmbot.store.redis;

import org.jspecify.annotations.NullMarked;
