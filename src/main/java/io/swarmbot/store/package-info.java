/**
 * Where logs and entities live. The SPI is {@link io.swarmbot.store.SwarmStore}: compare-and-append, read after a
 * {@link io.swarmbot.store.Cursor}, which is answered by a page or by a gap.
 *
 * <p>Nothing here knows what an event means; the package depends on nothing of ours.
 */
@NullMarked
package io.swarmbot.store;

import org.jspecify.annotations.NullMarked;
