/**
 * What a swarm consists of: agents, tasks with their attempts, events, and the state that the events make.
 *
 * <ul>
 *   <li>{@link io.swarmbot.swarm.SwarmState}: a swarm at one cursor, the fold of the events in its log.
 *   <li>{@link io.swarmbot.swarm.SwarmEvent}: a change that has happened. {@link io.swarmbot.swarm.AgentEvent} and
 *       {@link io.swarmbot.swarm.TaskEvent} hold one record for each kind.
 *   <li>{@link io.swarmbot.swarm.Agent}, {@link io.swarmbot.swarm.Task} and {@link io.swarmbot.swarm.Attempt}: the
 *       entities as the events describe them.
 *   <li>{@link io.swarmbot.swarm.SwarmLimits} and {@link io.swarmbot.swarm.TaskRules}: what decisions depend on besides
 *       the state.
 *   <li>{@link io.swarmbot.swarm.index}: the counts that a state keeps. {@code swarm.view} answers questions with them.
 * </ul>
 *
 * <p>All of these are immutable values. Nothing here knows a thread, a clock or a framework.
 */
@NullMarked
package io.swarmbot.swarm;

import org.jspecify.annotations.NullMarked;
