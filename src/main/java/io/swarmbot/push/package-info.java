/**
 * From the log to the connections of this process. The {@link io.swarmbot.push.Hub} hears that a log grew and signals; a
 * {@link io.swarmbot.push.Subscription} is a cursor with at most one outstanding write, and no queue of events: one that
 * is slow lags, and reads on from memory or from the store when its connection has taken what it was given.
 *
 * <p>A transport brings an {@link io.swarmbot.push.Outlet} and a {@link io.swarmbot.push.Framing}, and nothing else.
 */
@NullMarked
package io.swarmbot.push;

import org.jspecify.annotations.NullMarked;
