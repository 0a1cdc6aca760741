/**
 * Brings events from the log to the connections of this process. The {@link io.swarmbot.push.Hub} hears that a log
 * grew, and signals. A {@link io.swarmbot.push.Subscription} is a cursor with at most one outstanding write and no
 * queue of events: a slow one lags behind, and reads on from memory or from the store when its socket has taken the
 * last write. Polls and observers read the same log, with a {@link io.swarmbot.push.LogReader}. The
 * {@link io.swarmbot.push.InboxStreams} follow no log: they show what waits for a person, in all swarms.
 *
 * <p>A transport brings an {@link io.swarmbot.push.Outlet} and a {@link io.swarmbot.push.Framing}, and nothing else.
 */
@NullMarked
package io.swarmbot.push;

import org.jspecify.annotations.NullMarked;
