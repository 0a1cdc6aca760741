package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one shard that see the same events in the same form. What one of them is about to be sent is
 * filtered, conflated and encoded once for all that stand at the same place.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class Cohort {

    /** Who is in it. */
    record Key(Predicate<LogEntry> filter, Pace pace, Framing framing) {}

    /**
     * Encoded events for everybody who stands at {@code from}. Who is given one releases it.
     *
     * @param to where one is who has them
     * @param bytes null where the filter wants none of them
     */
    record Batch(long from, long to, @Nullable ByteBuf bytes) {

        Batch retain() {
            if (bytes != null) {
                bytes.retain();
            }
            return this;
        }

        void release() {
            if (bytes != null) {
                bytes.release();
            }
        }

        int size() {
            return bytes == null ? 0 : bytes.capacity();
        }
    }

    /** Places that are remembered: the last few passes, for those whose socket was full, and those who catch up. */
    private static final int MAX_BATCHES = 8;

    private final Feed feed;
    private final Key key;
    private final ByteBudget shared;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private int members;
    private long limit;
    /** The life of the log that the batches are of. */
    private int life;

    private long lastTurn;
    /** Goes off at the next turn, where somebody waits for it. */
    private @Nullable Future<?> alarm;

    /** @param shared what the remembered batches of all cohorts may hold */
    Cohort(Feed feed, Key key, ByteBudget shared, long now) {
        this.feed = feed;
        this.key = key;
        this.shared = shared;
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

    /** Whether its members get what is left of a range, rather than each event. */
    boolean isConflated() {
        return key.pace().isLimited();
    }

    /** A page that was read from elsewhere, in this cohort's form. */
    Batch encode(long from, List<LogEntry> entries) {
        long to = entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        List<Message> wanted = new ArrayList<>(entries.size());
        for (LogEntry entry : entries) {
            if (key.filter().test(entry)) {
                wanted.add(Message.of(entry));
            }
        }
        return new Batch(from, to, wanted.isEmpty() ? null : key.framing().frame(wanted));
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
        if (entries.isEmpty()) {
            return new Batch(range.from(), range.to(), null);
        }
        Message message = Notices.conflated(feed.at(range.from()), feed.at(range.to()), range.skipped(), entries);
        return new Batch(range.from(), range.to(), key.framing().frame(List.of(message)));
    }

    ByteBuf heartbeat(long position) {
        return key.framing().frame(List.of(Notices.heartbeat(feed.at(position))));
    }

    /** Keeps nothing for readers that stand still. */
    void forgetOld() {
        long head = feed.head().seq();
        batches.removeIf(batch -> {
            boolean isOld = batch.to() < head;
            if (isOld) {
                release(batch);
            }
            return isOld;
        });
    }

    void close() {
        forget();
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    private void remember(Batch batch) {
        if (members == 1 || shared.isSpent()) {
            return;
        }
        if (batches.size() == MAX_BATCHES) {
            release(batches.removeLast());
        }
        batches.addFirst(batch.retain());
        shared.add(batch.size());
    }

    private void forget() {
        batches.forEach(this::release);
        batches.clear();
    }

    private void release(Batch batch) {
        shared.add(-batch.size());
        batch.release();
    }

    private @Nullable Batch plain(long from) {
        Optional<List<LogEntry>> entries = recent(from);
        return entries.isEmpty() ? null : encode(from, entries.get());
    }

    /** As much of the log as becomes one message. */
    private @Nullable Batch conflated(long from) {
        Conflation range = new Conflation(from);
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
        return room <= 0
                ? Optional.empty()
                : feed.recent(from, new PageLimit((int) Math.min(room, Shard.PAGE.entries()), Shard.PAGE.bytes()));
    }
}
