package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.SnapshotPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one shard that want the same events in the same form. The group reads and encodes each range of
 * the log once for all members that stand at the same place, whether the range comes from memory or from the store.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class SubscriptionGroup {

    /** What the members have in common. */
    record Key(Predicate<LogEntry> filter, Pace pace, Framing framing) {}

    private final Feed feed;
    private final NewsFinder finder;
    private final Key key;
    private final RangeEncoder encoder;
    private final RangeCache ranges = new RangeCache();
    private final SnapshotParts parts;
    private final SharedReads storeReads;
    private final GroupTurn turn;
    private final QuietStretch quiet;
    /** Those who may have something to read. */
    private final List<Subscription> present = new ArrayList<>();
    /** Those who are present, and those who are about to be. */
    private int members;
    /** The life of the log that the kept ranges belong to. */
    private int life;

    /**
     * Makes a group without members.
     *
     * @param finder looks at the log for the group
     * @param loop the shard's event loop
     * @param encoded counts the encoded bytes of all groups
     */
    SubscriptionGroup(Feed feed, NewsFinder finder, Key key, Executor loop, ByteBudget encoded, long now) {
        this.feed = feed;
        this.finder = finder;
        this.key = key;
        this.encoder = new RangeEncoder(feed, key, encoded);
        this.parts = new SnapshotParts(key.framing(), encoded);
        this.storeReads = new SharedReads(feed, this, loop);
        this.life = feed.life();
        this.turn = new GroupTurn(key.pace(), feed.head().seq(), now);
        this.quiet = new QuietStretch(turn.limit());
    }

    Key key() {
        return key;
    }

    void addMember() {
        members++;
    }

    void removeMember() {
        members--;
    }

    boolean hasMembers() {
        return members > 0;
    }

    /** From now on this member is called when there is something for it. */
    void add(Subscription member) {
        member.slot = present.size();
        present.add(member);
    }

    void remove(Subscription member) {
        Subscription last = present.remove(present.size() - 1);
        if (last != member) {
            present.set(member.slot, last);
            last.slot = member.slot;
        }
    }

    /** Calls each member that is present. A member that ends meanwhile gives its slot to one that was called before. */
    void forEach(Consumer<Subscription> action) {
        for (int i = present.size() - 1; i >= 0; i--) {
            if (i < present.size()) {
                action.accept(present.get(i));
            }
        }
    }

    /** That event is for the members, or may be. */
    void noteNews(long seq) {
        quiet.endBefore(seq);
    }

    /** Whether there may be something for the members since their last turn. */
    boolean hasNews() {
        return quiet.isEnded();
    }

    /** The members had their turn. */
    void endTurn() {
        quiet.restart(limit());
    }

    /** Where a member goes on that has read up to that cursor: behind what is known to have nothing for it. */
    Cursor afterQuiet(Cursor cursor) {
        long next = quiet.skip(cursor.seq(), finder.reached());
        return next == cursor.seq() || !finder.isOfThisLife() ? cursor : feed.at(next);
    }

    /** The sequence up to which members may read for now: the head of the log at their last turn. */
    long limit() {
        return Math.min(turn.limit(), feed.head().seq());
    }

    /** Lets the members read up to the head of the log; false if their pace does not allow it yet. */
    boolean takeTurn(long now) {
        long head = feed.head().seq();
        if (head == turn.limit()) {
            return true;
        }
        if (turn.waitNanos(now) > 0) {
            return false;
        }
        turn.take(head, now);
        if (isConflated()) {
            // A conflated range ends at the limit, which has just moved.
            ranges.clear();
        }
        return true;
    }

    /** Nanoseconds until the next turn, for an alarm; 0 if that is set, or if the turn may be taken now. */
    long nanosToAlarm(long now) {
        return turn.hasAlarm() ? 0 : Math.max(0, turn.waitNanos(now));
    }

    /** Remembers the alarm of the next turn: one is enough, however often the log grows meanwhile. */
    void setAlarm(Future<?> alarm) {
        turn.setAlarm(alarm);
    }

    void clearAlarm() {
        turn.clearAlarm();
    }

    /** The range after that place, up to the limit. The caller holds it. Null if memory does not reach back so far. */
    @Nullable
    EncodedRange after(Cursor from) {
        int present = feed.life();
        if (present != life) {
            ranges.clear();
            life = present;
            turn.restart(feed.head().seq());
        }
        EncodedRange known = ranges.find(from.seq());
        if (known != null) {
            return known;
        }
        EncodedRange made = isConflated() ? conflated(from) : plain(from);
        if (made != null) {
            keep(made);
        }
        return made;
    }

    /** Reads the range after that place from the store, once for all members that ask for it meanwhile. */
    void readStore(Cursor from, SharedReads.Reader reader) {
        storeReads.read(from, reader);
    }

    /** Whether members receive conflated ranges instead of each event. */
    boolean isConflated() {
        return key.pace().isLimited();
    }

    RangeEncoder encoder() {
        return encoder;
    }

    /**
     * Encodes a page, one message for each event.
     *
     * @param head the sequence of the log's head: a page that ends before it may be cut, so that members meet
     */
    EncodedRange encode(Cursor from, List<LogEntry> entries, long head) {
        long last =
                entries.isEmpty() ? from.seq() : entries.get(entries.size() - 1).seq();
        return encoder.encode(from, entries, last < head && members > 1 ? meetingPlace(from.seq(), last) : last);
    }

    /** The part of the snapshot that starts there. The caller holds its range. */
    SnapshotParts.Part part(SharedSnapshot snapshot, SnapshotPart.Place place) {
        SnapshotParts.Part known = parts.find(snapshot, place);
        if (known != null) {
            return known;
        }
        SnapshotParts.Part made = parts.encode(snapshot, place);
        if (isWorthKeeping()) {
            parts.add(made);
        }
        return made;
    }

    /** The message that nothing new came up to that place. The caller releases the bytes. */
    ByteBuf heartbeat(Cursor place) {
        return encoder.heartbeat(place.seq());
    }

    /** Keeps a range for members that come by its beginning later. */
    void keep(EncodedRange range) {
        if (isWorthKeeping() && !range.isEmpty()) {
            ranges.add(range);
        }
    }

    /** Releases what only members would need that stand still. */
    void releaseOld() {
        ranges.releaseBefore(feed.head().seq());
        parts.clear();
    }

    void close() {
        ranges.clear();
        encoder.releaseHeartbeat();
        parts.clear();
        turn.cancelAlarm();
    }

    private boolean isWorthKeeping() {
        return members > 1 && !encoder.isBudgetSpent();
    }

    /**
     * The sequence at which a page is cut: the one in {@code (from, last]} that can be divided by two most often.
     * Members that catch up from different places so meet after a page or two, and share ranges from there on. A page
     * is cut to half of its length at most.
     */
    private static long meetingPlace(long from, long last) {
        return from == last ? last : last & -Long.highestOneBit(from ^ last);
    }

    private @Nullable EncodedRange plain(Cursor from) {
        Optional<List<LogEntry>> entries = recent(from);
        return entries.isEmpty() ? null : encode(from, entries.get(), limit());
    }

    private @Nullable EncodedRange conflated(Cursor from) {
        Conflation range = encoder.conflation(from);
        boolean isComplete = false;
        while (!isComplete) {
            Optional<List<LogEntry>> entries = recent(range.to());
            if (entries.isEmpty()) {
                return null;
            }
            isComplete = encoder.fill(range, entries.get(), limit());
        }
        return encoder.encode(range);
    }

    private Optional<List<LogEntry>> recent(Cursor from) {
        long room = limit() - from.seq();
        PageLimit page = encoder.page();
        return room <= 0
                ? Optional.empty()
                : feed.recent(from.seq(), new PageLimit((int) Math.min(room, page.entries()), page.bytes()));
    }
}
