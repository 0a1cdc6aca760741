package io.swarmbot.store.embedded;

import io.swarmbot.store.Epochs;
import io.swarmbot.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Whatever waits, of whichever swarm, shares one transaction and one wait for the disk, and
 * has its answer after it; what comes meanwhile is the next transaction.
 *
 * <p>Failure: what fails before the commit was not done. Where the commit itself fails, the session is dropped, and the same
 * group is written again by a new one, which recognises what is there; only if that fails too is the outcome unknown.
 *
 * <p>Thread-safety: any thread may offer work.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = System.getLogger(GroupCommit.class.getName());

    private static final int MOST_WAITING = 20_000;
    private static final long MOST_WAITING_BYTES = 256L << 20;
    /** A transaction takes no more than this, and a little: it delays whoever comes after it. */
    private static final int MOST_TOGETHER = 1_000;

    private static final long MOST_BYTES_TOGETHER = 4 << 20;
    /** After a failure the disk is left in peace for so long. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long FAREWELL_MILLIS = 10_000;

    private final Database database;
    private final EmbeddedSettings settings;
    private final Epochs epochs;
    private final Clock clock;
    private final Condition condition;
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread = new Thread(this::run, "store-writer");
    private volatile boolean isClosing;
    private volatile boolean isCheckpointDue;

    // Written by the writer.
    private volatile long count;

    // The writer's own.
    private @Nullable WriteSession session;
    private boolean isStarted;
    private long pausedUntilNanos = System.nanoTime();

    GroupCommit(Database database, EmbeddedSettings settings, Epochs epochs, Clock clock, Condition condition) {
        this.database = database;
        this.settings = settings;
        this.epochs = epochs;
        this.clock = clock;
        this.condition = condition;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Hands over work; fails it at once where there is no room for it. */
    void offer(Work work) {
        if (isClosing) {
            work.failed(closed());
        } else if (waitingBytes.addAndGet(work.size()) > MOST_WAITING_BYTES || !waiting.offer(work)) {
            waitingBytes.addAndGet(-work.size());
            work.failed(StoreException.unavailable("too much waits for the store", new IllegalStateException()));
        }
    }

    /** Time went by: looks after what is too old, and whether a failure is over. */
    void tick() {
        if (settings.retainedAge().isPresent() || condition.refusal().isPresent()) {
            offer(Housework.TICK);
        }
    }

    /** How many transactions there have been. */
    long count() {
        return count;
    }

    /** Little is left to be checkpointed: does that between two commits, so that the next begins the write-ahead log anew. */
    void finishCheckpoint() {
        isCheckpointDue = true;
        offer(Housework.WAKE);
    }

    private void run() {
        try {
            while (!isClosing || !waiting.isEmpty()) {
                List<Work> group = next();
                if (isCheckpointDue) {
                    isCheckpointDue = false;
                    checkpoint();
                }
                commit(group);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** What waits; waits for it, unless there is something to trim. */
    private List<Work> next() throws InterruptedException {
        List<Work> group = new ArrayList<>();
        WriteSession open = session;
        Work first = open != null && open.trimming().isDue() ? waiting.poll() : waiting.take();
        long bytes = 0;
        for (Work work = first; work != null; work = waiting.poll()) {
            waitingBytes.addAndGet(-work.size());
            group.add(work);
            bytes += work.size();
            if (group.size() == MOST_TOGETHER || bytes > MOST_BYTES_TOGETHER) {
                break;
            }
        }
        return group;
    }

    private void commit(List<Work> group) {
        if (condition.damage().isPresent() || (session == null && System.nanoTime() - pausedUntilNanos < 0)) {
            StoreException refusal = condition.refusal().orElseThrow();
            group.forEach(work -> tell(() -> work.failed(refusal)));
            return;
        }
        try {
            write(group);
        } catch (CommitFailedException e) {
            settle(group, e.cause);
        } catch (SQLException e) {
            fail(group, true, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the store's writer failed", e);
            fail(group, true, new SQLException(e.toString(), e));
        }
    }

    private void settle(List<Work> group, SQLException first) {
        try {
            write(group);
        } catch (CommitFailedException e) {
            fail(group, Failures.isKnownNotCommitted(first) && Failures.isKnownNotCommitted(e.cause), e.cause);
        } catch (SQLException e) {
            fail(group, Failures.isKnownNotCommitted(first), e);
        }
    }

    private void write(List<Work> group) throws SQLException, CommitFailedException {
        boolean isDone = false;
        try {
            WriteSession open = session();
            open.begin();
            if (condition.refusal().isPresent()) {
                open.probe();
            }
            for (Work work : group) {
                work.write(open);
            }
            open.trimming().step(open.appends());
            try {
                open.commit();
            } catch (SQLException e) {
                throw new CommitFailedException(e);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                drop();
            }
        }
        count = count + 1;
        condition.committed();
        group.forEach(work -> tell(work::committed));
    }

    private WriteSession session() throws SQLException {
        WriteSession open = session;
        if (open == null) {
            open = WriteSession.open(database, settings, clock);
            session = open;
            if (!isStarted) {
                open.start(database.durability(), epochs);
                isStarted = true;
            }
        }
        return open;
    }

    private void drop() {
        WriteSession open = session;
        session = null;
        pausedUntilNanos = System.nanoTime() + PAUSE_NANOS;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "a session that failed could not be closed", e);
            }
        }
    }

    private void fail(List<Work> group, boolean isOutcomeKnown, SQLException cause) {
        condition.failed(cause);
        RuntimeException failure = Work.failure(isOutcomeKnown, Failures.describe(cause), cause);
        group.forEach(work -> tell(() -> work.failed(failure)));
    }

    /** What somebody does with an answer must not stop the store. */
    private static void tell(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an answer of the store was not taken", e);
        }
    }

    private void checkpoint() {
        WriteSession open = session;
        if (open == null) {
            return;
        }
        try {
            open.checkpoint("PASSIVE");
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "the write-ahead log could not be checkpointed", e);
        }
    }

    private void end() {
        WriteSession open = session;
        if (open != null) {
            try {
                open.end();
            } catch (SQLException e) {
                LOG.log(Level.WARNING, () -> "the store could not say good-bye: " + Failures.describe(e));
            }
            drop();
        }
        StoreException closed = closed();
        for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
            work.failed(closed);
        }
    }

    private static StoreException closed() {
        return StoreException.unavailable("the store is closed", new IllegalStateException());
    }

    /** Writes what waits, says good-bye, and returns. */
    @Override
    public void close() {
        isClosing = true;
        waiting.offer(Housework.WAKE);
        try {
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The commit itself failed. */
    private static final class CommitFailedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        CommitFailedException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** What the store does for itself. */
    private enum Housework implements Work {
        WAKE,
        TICK;

        @Override
        public void write(WriteSession session) {
            if (this == TICK) {
                session.trimming().tick();
            }
        }

        @Override
        public void committed() {}

        @Override
        public void failed(RuntimeException failure) {}
    }
}
