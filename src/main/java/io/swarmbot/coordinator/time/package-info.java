/**
 * How a replica measures the time that passes in its swarms. Everything here uses a
 * {@link io.swarmbot.concurrent.Ticker}, which does not jump. The time of day is used for two things only: for what
 * people read, and for deadlines that people gave.
 *
 * <ul>
 *   <li>{@link io.swarmbot.coordinator.time.LastSeen}: how long agents have been silent.
 *   <li>{@link io.swarmbot.coordinator.time.TaskClocks}: how long tasks have been as they are.
 *   <li>{@link io.swarmbot.coordinator.time.Freshness}: for how long a replica has not been sure to be up to date.
 *   <li>{@link io.swarmbot.coordinator.time.LogsAhead}: whether logs have timestamps that are still to come.
 *   <li>{@link io.swarmbot.coordinator.time.UsualDurations}: how long tasks usually run.
 *   <li>{@link io.swarmbot.coordinator.time.Idleness}: for how long nobody has used a swarm.
 * </ul>
 */
@NullMarked
package io.swarmbot.coordinator.time;

import org.jspecify.annotations.NullMarked;
