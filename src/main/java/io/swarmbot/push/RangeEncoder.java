package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns entries of the log into what the members of a group receive: filtered, conflated if they asked for a rate,
 * framed.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class RangeEncoder {

    /** A page while the budget is spent: every stream still moves on, with a tenth of the memory. */
    private static final PageLimit SMALL_PAGE = new PageLimit(Shard.PAGE.entries(), 4 * 1024);

    private final Feed feed;
    private final SubscriptionGroup.Key key;
    private final ByteBudget encoded;
    /** The last heartbeat and its place, for all members that stand there. */
    private @Nullable ByteBuf heartbeat;

    private @Nullable Cursor heartbeatPlace;

    /** @param encoded counts the encoded bytes of all groups */
    RangeEncoder(Feed feed, SubscriptionGroup.Key key, ByteBudget encoded) {
        this.feed = feed;
        this.key = key;
        this.encoded = encoded;
    }

    /** How much to read at a time. */
    PageLimit page() {
        return encoded.isSpent() ? SMALL_PAGE : Shard.PAGE;
    }

    /** An empty range to conflate, behind that place. */
    Conflation conflation(Cursor from) {
        return encoded.isSpent() ? new Conflation(from, SMALL_PAGE.bytes()) : new Conflation(from);
    }

    /**
     * Encodes a page, one message for each event.
     *
     * @param entries the entries right after {@code from}
     * @param end the sequence after which the page is cut
     */
    EncodedRange encode(Cursor from, List<LogEntry> entries, long end) {
        List<Message> wanted = new ArrayList<>(entries.size());
        Cursor to = from;
        for (LogEntry entry : entries) {
            if (entry.seq() > end) {
                break;
            }
            to = entry.cursor();
            if (key.filter().test(entry)) {
                wanted.add(Message.of(entry));
            }
        }
        ByteBuf bytes = wanted.isEmpty() ? null : key.framing().frame(wanted);
        return new EncodedRange(from, to, wanted.size(), bytes, encoded);
    }

    /**
     * Adds a page to a range that is conflated.
     *
     * @param limit the sequence after which the range ends
     * @return true if the range ends here: it is full, or it reached the limit
     */
    boolean fill(Conflation range, List<LogEntry> entries, long limit) {
        for (LogEntry entry : entries) {
            if (entry.seq() > limit) {
                return true;
            }
            if (!key.filter().test(entry)) {
                range.pass(entry.cursor());
            } else if (!range.take(entry)) {
                return true;
            }
        }
        return range.to().seq() >= limit;
    }

    /** Encodes what is left of a conflated range as one message. */
    EncodedRange encode(Conflation range) {
        List<LogEntry> entries = range.entries();
        ByteBuf bytes = entries.isEmpty()
                ? null
                : key.framing()
                        .frame(List.of(StreamNotices.conflated(
                                feed.at(range.from().seq()), feed.at(range.to().seq()), range.skipped(), entries)));
        return new EncodedRange(range.from(), range.to(), entries.size(), bytes, encoded);
    }

    /** The message that nothing new came up to that sequence. The caller releases the bytes. */
    ByteBuf heartbeat(long seq) {
        Cursor place = feed.at(seq);
        if (heartbeat == null || !place.equals(heartbeatPlace)) {
            releaseHeartbeat();
            heartbeat = key.framing().frame(List.of(StreamNotices.heartbeat(place)));
            heartbeatPlace = place;
        }
        return heartbeat.retainedDuplicate();
    }

    boolean isBudgetSpent() {
        return encoded.isSpent();
    }

    void releaseHeartbeat() {
        if (heartbeat != null) {
            heartbeat.release();
            heartbeat = null;
        }
    }
}
