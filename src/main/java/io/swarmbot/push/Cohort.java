package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.Feed.SharedSnapshot;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import io.swarmbot.wire.SnapshotPart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one shard that see the same events in the same form. What one of them is about to be sent is
 * filtered, conflated and encoded once for all that stand at the same place, be it from memory or from the store.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class Cohort {

    /** Who is in it. */
    record Key(Predicate<LogEntry> filter, Pace pace, Framing framing) {}

    /**
     * A part of a snapshot, for all that begin with it.
     *
     * @param next where the part behind it starts; null on the last
     */
    record Part(SharedSnapshot snapshot, SnapshotPart.Place place, SnapshotPart.@Nullable Place next, Batch batch) {}

    /** Places that are remembered: the last few passes, for those whose socket was full, and those who catch up. */
    private static final int MAX_BATCHES = 8;

    /** A page where memory is short: enough for every stream to come on, at a tenth of the memory. */
    private static final PageLimit SMALL_PAGE = new PageLimit(Shard.PAGE.entries(), 4 * 1024);

    private final Feed feed;
    private final Key key;
    private final ByteBudget encoded;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final ArrayDeque<Part> parts = new ArrayDeque<>(0);
    private final StoreReadings readings;
    private int members;
    private long limit;
    /** The life of the log that the batches are of. */
    private int life;

    private @Nullable ByteBuf heartbeat;
    private @Nullable Cursor heartbeatPlace;
    private long lastTurn;
    /** Goes off at the next turn, where somebody waits for it. */
    private @Nullable Future<?> alarm;

    /**
     * Has nobody in it yet.
     *
     * @param loop the shard's
     * @param encoded what the batches of all cohorts hold
     */
    Cohort(Feed feed, Key key, Executor loop, ByteBudget encoded, long now) {
        this.feed = feed;
        this.key = key;
        this.encoded = encoded;
        this.readings = new StoreReadings(feed, this, loop);
        this.life = feed.life();
        this.limit = feed.head().seq();
        this.lastTurn = now - key.pace().intervalNanos();
    }

    Key key() {
        return key;
    }

    void joined() {
        members++;
    }

    /** True where nobody is left. */
    boolean left() {
        return --members == 0;
    }

    /** How far its members may read for now: up to where the log was when their last turn came. */
    long limit() {
        return Math.min(limit, feed.head().seq());
    }

    /**
     * It is the members' turn to read on, if their pace allows.
     *
     * @return nanoseconds until it does; 0 where they may, where there is nothing to read, or where the alarm is set
     */
    long takeTurn(long now) {
        long head = feed.head().seq();
        if (head == limit) {
            return 0;
        }
        long wait = lastTurn + key.pace().intervalNanos() - now;
        if (wait > 0) {
            return alarm == null ? wait : 0;
        }
        limit = head;
        lastTurn = now;
        if (isConflated()) {
            // They end where the limit was.
            forget();
        }
        return 0;
    }

    /** However often the log grows meanwhile: one is enough. */
    void setAlarm(Future<?> future) {
        alarm = future;
    }

    void alarmWentOff() {
        alarm = null;
    }

    /** What comes after that place, up to the limit; null where memory does not reach back so far. */
    @Nullable
    Batch after(long from) {
        int present = feed.life();
        if (present != life) {
            forget();
            life = present;
            limit = feed.head().seq();
        }
        for (Batch known : batches) {
            if (known.from() == from) {
                return known.retain();
            }
        }
        Batch made = isConflated() ? conflated(from) : plain(from);
        if (made != null) {
            remember(made);
        }
        return made;
    }

    /** Reads what comes after that place from the store, once for all who ask while it is read. */
    void read(long from, StoreReadings.Reader reader) {
        readings.read(from, reader);
    }

    /** Whether its members get what is left of a range, rather than each event. */
    boolean isConflated() {
        return key.pace().isLimited();
    }

    /** How much is read at a time. */
    PageLimit page() {
        return encoded.isSpent() ? SMALL_PAGE : Shard.PAGE;
    }

    /** A range that begins behind that place. */
    Conflation range(long from) {
        return encoded.isSpent() ? new Conflation(from, SMALL_PAGE.bytes()) : new Conflation(from);
    }

    /**
     * A page of events in this cohort's form.
     *
     * @param head how far the log goes: a page that ends before may be cut where others are
     */
    Batch encode(long from, List<LogEntry> entries, long head) {
        long last = entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        long to = last < head && members > 1 ? meetingPlace(from, last) : last;
        List<Message> wanted = new ArrayList<>(entries.size());
        for (LogEntry entry : entries) {
            if (entry.seq() <= to && key.filter().test(entry)) {
                wanted.add(Message.of(entry));
            }
        }
        return new Batch(from, to, wanted.isEmpty() ? null : key.framing().frame(wanted), encoded);
    }

    /** Adds a page to a range; true where the range goes on no further for now. */
    boolean fill(Conflation range, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (entry.seq() > limit()) {
                return true;
            }
            if (!key.filter().test(entry)) {
                range.pass(entry.seq());
            } else if (!range.take(entry)) {
                return true;
            }
        }
        return range.to() >= limit();
    }

    /** What is left of a range, as one message. */
    Batch encode(Conflation range) {
        List<LogEntry> entries = range.entries();
        ByteBuf bytes = entries.isEmpty()
                ? null
                : key.framing()
                        .frame(List.of(Notices.conflated(
                                feed.at(range.from()), feed.at(range.to()), range.skipped(), entries)));
        return new Batch(range.from(), range.to(), bytes, encoded);
    }

    /** The part of a snapshot that starts there; its batch is for the caller, who releases it. */
    Part part(SharedSnapshot snapshot, SnapshotPart.Place place) {
        for (Part known : parts) {
            if (known.snapshot() == snapshot && known.place().equals(place)) {
                known.batch().retain();
                return known;
            }
        }
        SnapshotPart part = snapshot.part(place);
        long seq = snapshot.state().cursor().seq();
        Batch batch = new Batch(seq, seq, key.framing().frame(List.of(part.message())), encoded);
        Part made = new Part(snapshot, place, part.next(), batch);
        if (isWorthRemembering()) {
            if (parts.size() == MAX_BATCHES) {
                parts.removeLast().batch().release();
            }
            batch.retain();
            parts.addFirst(made);
        }
        return made;
    }

    /** That nothing came up to that place; the same bytes for all that stand there. They are for the caller, who releases them. */
    ByteBuf heartbeat(long position) {
        Cursor place = feed.at(position);
        if (heartbeat == null || !place.equals(heartbeatPlace)) {
            forgetHeartbeat();
            heartbeat = key.framing().frame(List.of(Notices.heartbeat(place)));
            heartbeatPlace = place;
        }
        return heartbeat.retainedDuplicate();
    }

    private void forgetHeartbeat() {
        if (heartbeat != null) {
            heartbeat.release();
            heartbeat = null;
        }
    }

    /** For those who come by the same place. */
    void remember(Batch batch) {
        if (isWorthRemembering()) {
            if (batches.size() == MAX_BATCHES) {
                batches.removeLast().release();
            }
            batches.addFirst(batch.retain());
        }
    }

    /** Keeps nothing for readers that stand still. */
    void forgetOld() {
        long head = feed.head().seq();
        batches.removeIf(batch -> {
            boolean isOld = batch.to() < head;
            if (isOld) {
                batch.release();
            }
            return isOld;
        });
        forgetParts();
    }

    void close() {
        forget();
        forgetHeartbeat();
        forgetParts();
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private boolean isWorthRemembering() {
        return members > 1 && !encoded.isSpent();
    }

    private void forget() {
        batches.forEach(Batch::release);
        batches.clear();
    }

    private void forgetParts() {
        parts.forEach(part -> part.batch().release());
        parts.clear();
    }

    /**
     * The place in a page where those who catch up from elsewhere cut theirs, too: the number in it that is divided by two
     * most often. So they meet after a page or two, and from there on share what is encoded; the pages that follow are half
     * of what they could be at the least.
     */
    private static long meetingPlace(long from, long last) {
        return from == last ? last : last & -Long.highestOneBit(from ^ last);
    }

    private @Nullable Batch plain(long from) {
        Optional<List<LogEntry>> entries = recent(from);
        return entries.isEmpty() ? null : encode(from, entries.get(), limit());
    }

    /** As much of the log as becomes one message. */
    private @Nullable Batch conflated(long from) {
        Conflation range = range(from);
        boolean isOver = false;
        while (!isOver) {
            Optional<List<LogEntry>> entries = recent(range.to());
            if (entries.isEmpty()) {
                return null;
            }
            isOver = fill(range, entries.get());
        }
        return encode(range);
    }

    private Optional<List<LogEntry>> recent(long from) {
        long room = limit() - from;
        PageLimit page = page();
        return room <= 0
                ? Optional.empty()
                : feed.recent(from, new PageLimit((int) Math.min(room, page.entries()), page.bytes()));
    }
}
