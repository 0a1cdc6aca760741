package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place where a stream starts, or starts anew after a gap, and what its client is told about it.
 *
 * @param cursor everything up to here is not sent
 * @param snapshot the state at the cursor, which is sent before events; null if the client did not ask for it
 * @param ready the range behind the cursor, if it was read already; whoever stands at the start takes over the hold of
 *     it
 * @param notices sent before the snapshot and the events
 */
record StreamStart(
        Cursor cursor,
        @Nullable SharedSnapshot snapshot,
        @Nullable EncodedRange ready,
        List<Message> notices) {

    /** Starts at the head of the log. */
    static StreamStart atHead(Feed feed) {
        Cursor head = feed.head();
        return new StreamStart(head, null, null, List.of(StreamNotices.connected(feed.swarm(), head)));
    }

    /** Goes on behind the client's own cursor. */
    static StreamStart resumedAt(Feed feed, Cursor after) {
        return new StreamStart(after, null, null, List.of(StreamNotices.resumed(feed.swarm(), after)));
    }

    /** Goes on behind the client's own cursor, with the range that was read there. */
    static StreamStart resumedWith(Feed feed, EncodedRange range) {
        StreamStart start = resumedAt(feed, range.from());
        return new StreamStart(start.cursor(), null, range, start.notices());
    }

    /** Starts with the state of the swarm. */
    static StreamStart withSnapshot(Feed feed) {
        StreamStart start = behindSnapshot(feed);
        return start.with(List.of(StreamNotices.connectedBehind(feed.swarm(), start.cursor())));
    }

    /** Starts at the head of the log, or with the state, because the client's own cursor cannot be gone on from. */
    static StreamStart withReset(Feed feed, Gap gap, boolean wantsSnapshot) {
        StreamStart start = afterReset(feed, gap, wantsSnapshot);
        return start.with(List.of(
                StreamNotices.connectedBehind(feed.swarm(), start.cursor()),
                start.notices().get(0)));
    }

    /** Starts anew at the head of the log, or with the state, because the log was trimmed or lost under a cursor. */
    static StreamStart afterReset(Feed feed, Gap gap, boolean wantsSnapshot) {
        feed.reports().reset(gap.reason());
        StreamStart start = wantsSnapshot ? behindSnapshot(feed) : new StreamStart(gap.head(), null, null, List.of());
        return start.with(
                List.of(StreamNotices.reset(feed.swarm(), gap.reason().wireName(), start.cursor(), !wantsSnapshot)));
    }

    private static StreamStart behindSnapshot(Feed feed) {
        SharedSnapshot snapshot = feed.snapshot();
        return new StreamStart(feed.at(snapshot.state().cursor().seq()), snapshot, null, List.of());
    }

    private StreamStart with(List<Message> told) {
        return new StreamStart(cursor, snapshot, ready, told);
    }
}
