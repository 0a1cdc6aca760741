/**
 * Keeps logs and entities. Every store implements {@link io.swarmbot.store.SwarmStore}: it appends if the log's head is
 * the expected one, and answers a read after a {@link io.swarmbot.store.Cursor} with a page or a gap.
 *
 * <p>The stores are in the packages {@code embedded}, {@code redis} and {@code memory}. Nothing here knows what an
 * event means.
 */
@NullMarked
package io.swarmbot.store;

import org.jspecify.annotations.NullMarked;
