package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.NamedThreads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the write-ahead log short while commits go on. On its own thread and connection it copies pages from the log
 * into the database file, and leaves only the last few to the writer. It is also the writer's timer: it calls
 * {@link CommitThread#tick} once a second.
 */
final class Checkpoints implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());

    private static final long PERIOD_MILLIS = 100;
    private static final int PERIODS_PER_TICK = 10;
    private static final long CLOSE_SECONDS = 5;
    /** A log with fewer pages is left as it is. 4,096 pages are 16 MiB. */
    static final int MIN_PAGES = 4_096;
    /** The writer can copy this many pages in a millisecond or two. */
    private static final int MAX_PAGES_LEFT = 512;
    /** Bounds the work if commits come faster than pages are copied. */
    private static final int MAX_ROUNDS = 4;

    private record Progress(int pages, int copied) {

        int left() {
            return pages - copied;
        }
    }

    private final Database database;
    private final CommitThread commitThread;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new NamedThreads("store-checkpoints"));

    // Confined to the timer's thread.
    private @Nullable Connection connection;
    private long periods;
    private long lastCommits;
    private String lastFailure = "";

    Checkpoints(Database database, CommitThread commitThread) {
        this.database = database;
        this.commitThread = commitThread;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::runOnce, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void runOnce() {
        try {
            if (++periods % PERIODS_PER_TICK == 0) {
                commitThread.tick();
            }
            long commits = commitThread.commits();
            if (commits != lastCommits) {
                shortenLog();
                lastCommits = commits;
            }
        } catch (SQLException e) {
            closeConnection();
            String failure = Failures.describe(e);
            if (!failure.equals(lastFailure)) {
                lastFailure = failure;
                LOG.log(Level.WARNING, () -> "the write-ahead log stays as long as it is: " + failure);
            }
        } catch (RuntimeException e) {
            // Caught, because the timer never again calls what threw an exception.
            LOG.log(Level.ERROR, "checkpoints failed", e);
        }
    }

    private void shortenLog() throws SQLException {
        Progress progress = checkpoint("NOOP");
        if (progress.pages() < MIN_PAGES) {
            return;
        }
        for (int round = 0; round < MAX_ROUNDS && progress.left() > MAX_PAGES_LEFT; round++) {
            checkpoint("PASSIVE");
            progress = checkpoint("NOOP");
        }
        commitThread.finishCheckpoint();
    }

    /** Returns how many pages the log has, and how many of them are copied. {@code NOOP} copies nothing. */
    private Progress checkpoint(String mode) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.open(Database.Use.CHECKPOINT);
            connection = open;
        }
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            return new Progress(row.getInt(2), row.getInt(3));
        }
    }

    private void closeConnection() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "the connection for checkpoints could not be closed", e);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnection();
    }
}
