package io.swarmbot.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * The CDI event that a swarm was deleted. A swarm of the same name may have been made again since.
 *
 * @param view what those who watched it got; null if it was not loaded, so that nobody watched it
 */
public record SwarmDeleted(String swarm, @Nullable SwarmView view) implements Notice {}
