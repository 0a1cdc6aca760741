package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only thread that writes. All requests that wait, of whatever swarm, share one transaction and one wait for the
 * disk. Requests that arrive during a transaction wait for the next one.
 *
 * <p>Thread-safety: any thread may call any method.
 */
final class CommitThread implements AutoCloseable {

    private static final long CLOSE_MILLIS = 10_000;
    /** If only logs with a retention of their own have an age, one of so many ticks looks at it. */
    private static final int RARE = 60;

    private final EmbeddedSettings settings;
    private final StoreHealth health;
    private final WriterConnection connection;
    private final GroupCommit groupCommit;
    private final WriteQueue queue = new WriteQueue();
    private final Thread thread = new NamedThreads("store-writer").newThread(this::run);
    private final AtomicLong ticks = new AtomicLong();
    private volatile boolean isClosing;
    private volatile boolean isCheckpointDue;
    /** Changed by the writer only. */
    private volatile long commits;

    CommitThread(
            Database database,
            EmbeddedSettings settings,
            Epochs epochs,
            Clock clock,
            Ticker ticker,
            StoreHealth health) {
        this.settings = settings;
        this.health = health;
        this.connection = new WriterConnection(database, settings, epochs, clock, ticker);
        this.groupCommit = new GroupCommit(connection, health);
    }

    void start() {
        thread.start();
    }

    /** Hands over a request. Fails it at once if the queue is full or the store is closed. */
    void offer(WriteRequest request) {
        if (isClosing) {
            request.fail(closed());
        } else if (!queue.offer(request)) {
            request.fail(StoreException.unavailable("too much waits for the store", new IllegalStateException()));
        }
    }

    /**
     * Call this about once a second: it deletes entries that became too old, and tries whether a failure is over. That
     * is a transaction, also if nothing is deleted. So it is made only once a minute if no entries become too old but
     * those of logs with a retention of their own, and never if none do.
     */
    void tick() {
        boolean isRareTurn = ticks.getAndIncrement() % RARE == 0;
        if (settings.retention().age().isPresent()
                || isRareTurn && settings.isAnyAged()
                || health.refusal().isPresent()) {
            offer(Housekeeping.TICK);
        }
    }

    /** How many transactions were committed. */
    long commits() {
        return commits;
    }

    /**
     * Moves the rest of the write-ahead log into the database file, between two commits. So the next commit starts the
     * write-ahead log at its beginning. Call this if the rest is small.
     */
    void finishCheckpoint() {
        isCheckpointDue = true;
        offer(Housekeeping.WAKE_UP);
    }

    private void run() {
        try {
            while (!isClosing || !queue.isEmpty()) {
                List<WriteRequest> group = connection.isTrimmingDue() ? queue.poll() : queue.take();
                if (isCheckpointDue) {
                    isCheckpointDue = false;
                    connection.checkpoint();
                }
                if (groupCommit.commit(group)) {
                    commits = commits + 1;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void end() {
        connection.end();
        StoreException closed = closed();
        while (!queue.isEmpty()) {
            queue.poll().forEach(request -> request.fail(closed));
        }
    }

    private static StoreException closed() {
        return StoreException.unavailable("the store is closed", new IllegalStateException());
    }

    /** Writes the requests that wait, closes the database in good order, and returns after that. */
    @Override
    public void close() {
        isClosing = true;
        queue.offer(Housekeeping.WAKE_UP);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests of the store itself. */
    private enum Housekeeping implements WriteRequest {
        /** Writes nothing. */
        WAKE_UP,
        /** Deletes entries that became too old. */
        TICK;

        @Override
        public void write(WriteSession session) {
            if (this == TICK) {
                session.trimming().checkAge();
            }
        }

        @Override
        public void complete() {}

        @Override
        public void fail(RuntimeException failure) {}
    }
}
