package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one shard that see the same events in the same form. What one of them is about to be sent is
 * filtered, conflated and encoded once for all that stand at the same place.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class Cohort {

    /** Who is in it. */
    record Key(Filter filter, Pace pace, Framing framing) {}

    /**
     * Encoded events for everybody who stands at {@code from}.
     *
     * @param to where one is who has them
     * @param bytes null where the filter wants none of them. Whoever makes the batch holds it and releases it
     */
    record Batch(long from, long to, @Nullable ByteBuf bytes) {

        void release() {
            if (bytes != null) {
                bytes.release();
            }
        }
    }

    /** Places that are remembered: the last few passes, for those whose socket was full, and those who catch up. */
    private static final int MAX_BATCHES = 8;

    private final Feed feed;
    private final Key key;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private int members;
    private long limit;
    /** The life of the log that the batches are of. */
    private int life;

    private long lastTurn;

    Cohort(Feed feed, Key key, long now) {
        this.feed = feed;
        this.key = key;
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
     * @return nanoseconds until it does; 0 where they may, or where there is nothing to read
     */
    long takeTurn(long now) {
        long head = feed.head().seq();
        if (head == limit) {
            return 0;
        }
        long wait = lastTurn + key.pace().intervalNanos() - now;
        if (wait > 0) {
            return wait;
        }
        limit = head;
        lastTurn = now;
        return 0;
    }

    /** What comes after that place, up to the limit; null where memory does not reach back so far. */
    @Nullable
    Batch after(long from) {
        int present = feed.life();
        if (present != life) {
            close();
            life = present;
            limit = feed.head().seq();
        }
        for (Batch known : batches) {
            if (known.from() == from) {
                return known;
            }
        }
        Batch made = key.pace().isLimited() ? conflated(from) : plain(from);
        if (made != null) {
            if (batches.size() == MAX_BATCHES) {
                batches.removeLast().release();
            }
            batches.addFirst(made);
        }
        return made;
    }

    /** A page that was read from elsewhere, in this cohort's form. */
    Batch encode(long from, List<LogEntry> entries) {
        long to = entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        List<LogEntry> wanted = wanted(entries);
        if (wanted.isEmpty()) {
            return new Batch(from, to, null);
        }
        if (!key.pace().isLimited()) {
            return new Batch(from, to, key.framing().frame(messages(wanted)));
        }
        Conflation conflation = new Conflation();
        wanted.forEach(conflation::add);
        return conflated(from, to, conflation);
    }

    ByteBuf heartbeat(long position) {
        return key.framing().frame(List.of(Notices.heartbeat(feed.at(position))));
    }

    /** Keeps nothing for readers that stand still. */
    void forgetOld() {
        batches.removeIf(batch -> {
            boolean isOld = batch.to() < feed.head().seq();
            if (isOld) {
                batch.release();
            }
            return isOld;
        });
    }

    void close() {
        batches.forEach(Batch::release);
        batches.clear();
    }

    private @Nullable Batch plain(long from) {
        Optional<List<LogEntry>> entries = recent(from);
        return entries.isEmpty() ? null : encode(from, entries.get());
    }

    /** As much of the log as becomes one message. */
    private @Nullable Batch conflated(long from) {
        Conflation conflation = new Conflation();
        long to = from;
        while (to < limit() && conflation.bytes() < Shard.MAX_WRITE_BYTES) {
            Optional<List<LogEntry>> entries = recent(to);
            if (entries.isEmpty()) {
                break;
            }
            for (LogEntry entry : entries.get()) {
                if (conflation.bytes() >= Shard.MAX_WRITE_BYTES) {
                    break;
                }
                to = entry.seq();
                if (key.filter().matches(entry)) {
                    conflation.add(entry);
                }
            }
        }
        return to == from ? null : conflated(from, to, conflation);
    }

    private Batch conflated(long from, long to, Conflation conflation) {
        List<LogEntry> entries = conflation.entries();
        if (entries.isEmpty()) {
            return new Batch(from, to, null);
        }
        Message message = Notices.conflated(feed.at(from), feed.at(to), conflation.skipped(), entries);
        return new Batch(from, to, key.framing().frame(List.of(message)));
    }

    private Optional<List<LogEntry>> recent(long from) {
        long room = limit() - from;
        return room <= 0
                ? Optional.empty()
                : feed.recent(from, new PageLimit((int) Math.min(room, Shard.PAGE.entries()), Shard.PAGE.bytes()));
    }

    private List<LogEntry> wanted(List<LogEntry> entries) {
        List<LogEntry> wanted = new ArrayList<>(entries.size());
        for (LogEntry entry : entries) {
            if (key.filter().matches(entry)) {
                wanted.add(entry);
            }
        }
        return wanted;
    }

    private static List<Message> messages(List<LogEntry> entries) {
        List<Message> messages = new ArrayList<>(entries.size());
        for (LogEntry entry : entries) {
            messages.add(Message.of(entry));
        }
        return messages;
    }
}
