package io.swarmbot.observe;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;

/**
 * The CDI event that an observer of swarm events missed some events. What happened up to {@code head} can be learnt
 * from the state only.
 *
 * @param observer the class whose observer lagged
 */
public record EventGap(String swarm, String observer, GapReason reason, Cursor head) {}
