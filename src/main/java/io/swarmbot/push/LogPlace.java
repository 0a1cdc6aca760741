package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in the log, and what comes next there: the rest of a snapshot, then the range behind the cursor. A
 * range comes from memory if it reaches back so far, otherwise from the store, one read at a time.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class LogPlace {

    private final Feed feed;
    private final SubscriptionGroup group;
    private final Outbox outbox;
    private final Subscription reader;
    private final boolean wantsSnapshot;

    /** Everything up to here was handed out, or lies before the place where the client started. */
    private Cursor cursor;
    /** The life of the log that the cursor belongs to. */
    private int life;

    /** The range behind the cursor, if it was read from the store and not handed out yet. */
    private @Nullable EncodedRange ready;

    /** The snapshot that is being handed out; null if there is none, as most of the time. */
    private @Nullable SnapshotReader snapshot;

    private boolean isReading;
    /** The store had nothing. It is not asked again before {@link #retryStore}. */
    private boolean isStoreAwaited;
    /** Counts the moves of the cursor to another place: a range that was asked for before a move is not used. */
    private int moves;

    private boolean isClosed;

    /**
     * @param outbox is given the notices about the place
     * @param reader pumps when a read of the store is done
     * @param life the life of the log in which the start was chosen
     */
    LogPlace(Feed feed, Outbox outbox, Subscription reader, boolean wantsSnapshot, StreamStart start, int life) {
        this.feed = feed;
        this.group = reader.group();
        this.outbox = outbox;
        this.reader = reader;
        this.wantsSnapshot = wantsSnapshot;
        this.life = life;
        this.cursor = start.cursor();
        moveTo(start);
    }

    /** Up to where the reader has all that it wants. */
    Cursor reached() {
        skipQuiet();
        return cursor;
    }

    /** How many events the reader is behind the head of the log; 0 if its log is about to go on otherwise. */
    long lag() {
        return isOfThisLife() ? Math.max(0, feed.head().seq() - reached().seq()) : 0;
    }

    /** Whether the snapshot was handed out, and the cursor belongs to the present life of the log. */
    boolean isInLog() {
        return snapshot == null && isOfThisLife();
    }

    /** Whether the store is being read: until it has answered, nothing comes next. */
    boolean isReading() {
        return isReading;
    }

    /** Moves the cursor over events that the group knows to have nothing for this reader. */
    private void skipQuiet() {
        if (isInLog() && !isReading && ready == null) {
            cursor = group.afterQuiet(cursor);
        }
    }

    /** Whether something may come next. Goes on behind what has nothing for this reader. */
    boolean hasNext() {
        skipQuiet();
        return snapshot != null || (isOfThisLife() && cursor.seq() < group.limit() && !isStoreAwaited);
    }

    /**
     * Hands out what comes next, and moves the cursor behind it. The caller holds it. Null if the range has to come
     * from the store, which is read now, or if the life of the log just ended.
     */
    @Nullable
    EncodedRange next() {
        if (snapshot != null) {
            EncodedRange part = snapshot.next();
            snapshot = snapshot.hasNext() ? snapshot : null;
            return part;
        }
        EncodedRange range = ready == null ? group.after(cursor) : ready;
        ready = null;
        if (!isOfThisLife()) {
            // restart() is about to be called.
            if (range != null) {
                range.release();
            }
            return null;
        }
        if (range == null) {
            isReading = true;
            group.readStore(feed.at(cursor.seq()), new StoreReader(moves));
        } else {
            cursor = range.to();
        }
        return range;
    }

    /** The store may be asked again. */
    void retryStore() {
        isStoreAwaited = false;
    }

    /** The log goes on otherwise behind a certain place: a reader that is further is reset, another one goes on. */
    void restart(Gap gap, int newLife) {
        life = newLife;
        forgetRead();
        if (cursor.seq() > gap.shared()) {
            reset(gap);
        }
    }

    void close() {
        isClosed = true;
        snapshot = null;
        forgetRead();
    }

    private void reset(Gap gap) {
        moveTo(StreamStart.afterReset(feed, gap, wantsSnapshot));
    }

    private void moveTo(StreamStart start) {
        cursor = start.cursor();
        forgetRead();
        snapshot = start.snapshot() == null ? null : new SnapshotReader(group, start.snapshot());
        if (start.ready() != null) {
            keep(start.ready());
        }
        start.notices().forEach(outbox::addNotice);
    }

    /** Takes over the hold of the range behind the cursor; false if the range is empty. */
    private boolean keep(EncodedRange range) {
        if (range.isEmpty()) {
            range.release();
            return false;
        }
        ready = range;
        return true;
    }

    /** Drops what was read, or is being read, behind the old cursor. */
    private void forgetRead() {
        moves++;
        if (ready != null) {
            ready.release();
            ready = null;
        }
    }

    private boolean isOfThisLife() {
        return life == feed.life();
    }

    /** Takes the result of one read of the store, unless the cursor moved meanwhile. */
    private final class StoreReader implements SharedReads.Reader {

        private final int movesBefore;

        StoreReader(int movesBefore) {
            this.movesBefore = movesBefore;
        }

        @Override
        public void take(EncodedRange range) {
            isReading = false;
            if (!isWanted()) {
                range.release();
            } else if (!keep(range)) {
                awaitStore(null);
            }
            reader.pump();
        }

        @Override
        public void take(Gap gap) {
            isReading = false;
            try {
                if (isWanted()) {
                    reset(gap);
                }
            } catch (RuntimeException | Error failure) {
                reader.fail(failure);
            }
            reader.pump();
        }

        @Override
        public void retryLater(@Nullable Throwable failure) {
            isReading = false;
            if (isWanted()) {
                awaitStore(failure);
            }
            reader.pump();
        }

        private boolean isWanted() {
            return !isClosed && movesBefore == moves;
        }

        private void awaitStore(@Nullable Throwable failure) {
            isStoreAwaited = true;
            reader.awaitStore(failure);
        }
    }
}
