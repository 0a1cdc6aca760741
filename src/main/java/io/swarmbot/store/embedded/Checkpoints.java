package io.swarmbot.store.embedded;

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
 * Keeps the write-ahead log short, beside the commits and not between them: on a thread and a connection of its own it
 * copies pages to where they belong, and only the last few are left to the writer. Tells the writer the time, too.
 */
final class Checkpoints implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());

    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_A_TICK = 10;
    private static final long FAREWELL_SECONDS = 5;
    /** Pages of the log from which on it is worth while; 16 MiB. */
    private static final int WORTH_WHILE = 4_096;
    /** Pages that hold up a commit for a millisecond or two. */
    private static final int FEW = 512;
    /** While commits come faster than pages are copied, the rest does not become few. */
    private static final int ROUNDS = 4;

    private record Progress(int pages, int copied) {

        int left() {
            return pages - copied;
        }
    }

    private final Database database;
    private final GroupCommit commits;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "store-checkpoints");
        thread.setDaemon(true);
        return thread;
    });

    // The timer's own.
    private @Nullable Connection connection;
    private long looks;
    private long lastCommit;
    private String lastFailure = "";

    Checkpoints(Database database, GroupCommit commits) {
        this.database = database;
        this.commits = commits;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (++looks % LOOKS_A_TICK == 0) {
                commits.tick();
            }
            long commit = commits.count();
            if (commit != lastCommit) {
                shorten();
                lastCommit = commit;
            }
        } catch (SQLException e) {
            closeConnection();
            String failure = Failures.describe(e);
            if (!failure.equals(lastFailure)) {
                lastFailure = failure;
                LOG.log(Level.WARNING, () -> "the write-ahead log stays as long as it is: " + failure);
            }
        } catch (RuntimeException e) {
            // The next look would never come.
            LOG.log(Level.ERROR, "checkpoints failed", e);
        }
    }

    private void shorten() throws SQLException {
        Progress progress = checkpoint("NOOP");
        if (progress.pages() < WORTH_WHILE) {
            return;
        }
        for (int round = 0; round < ROUNDS && progress.left() > FEW; round++) {
            checkpoint("PASSIVE");
            progress = checkpoint("NOOP");
        }
        commits.finishCheckpoint();
    }

    /** Both kinds answer how long the log is and how much of it is where it belongs. */
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
            timer.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnection();
    }
}
