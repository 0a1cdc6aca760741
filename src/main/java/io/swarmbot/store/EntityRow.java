package io.swarmbot.store;

import org.jspecify.annotations.Nullable;

/**
 * The newest form of one entity, stored beside the log so that a start need not replay it.
 *
 * @param kind what it is: {@code agent}, {@code task}, {@code totals}
 * @param id unique within its kind
 * @param version the sequence of the last event that changed it
 * @param json its encoded form, or null where the entity is gone
 */
public record EntityRow(String kind, String id, long version, byte @Nullable [] json) {}
