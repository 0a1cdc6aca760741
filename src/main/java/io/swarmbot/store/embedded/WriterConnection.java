package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Epochs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The writer's session: at most one is open, and after a failure a new one is opened. A pause follows each failure, so
 * that a disk that fails is not asked without end.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class WriterConnection {

    private static final Logger LOG = System.getLogger(WriterConnection.class.getName());

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Database database;
    private final EmbeddedSettings settings;
    private final Epochs epochs;
    private final Clock clock;
    private final Ticker ticker;

    private @Nullable WriteSession session;
    private boolean isStarted;
    private long pausedUntil;

    WriterConnection(Database database, EmbeddedSettings settings, Epochs epochs, Clock clock, Ticker ticker) {
        this.database = database;
        this.settings = settings;
        this.epochs = epochs;
        this.clock = clock;
        this.ticker = ticker;
        this.pausedUntil = ticker.nanos();
    }

    /** Whether the last session failed so recently that no new one should be opened. */
    boolean isPaused() {
        return session == null && ticker.nanos() - pausedUntil < 0;
    }

    /** The open session. Opens one if there is none, even in a pause. */
    WriteSession session() throws SQLException {
        WriteSession open = session;
        if (open == null) {
            open = WriteSession.open(database, settings, clock);
            session = open;
            if (!isStarted) {
                open.start(database.durability(), epochs);
                isStarted = true;
                // Who does not wait for the disk does not wait for its journal either.
                if (database.durability() == Durability.FSYNC) {
                    LogRoom.make(database.file());
                }
            }
        }
        return open;
    }

    /** Closes the session after a failure. Everything that was not committed is rolled back. The pause begins. */
    void drop() {
        WriteSession open = session;
        session = null;
        pausedUntil = ticker.nanos() + PAUSE_NANOS;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "a session that failed could not be closed", e);
            }
        }
    }

    /** Whether there are old rows to delete. */
    boolean isTrimmingDue() {
        WriteSession open = session;
        return open != null && open.trimming().isDue();
    }

    /** Moves what is left of the write-ahead log into the database file, as far as no reader needs it. */
    void checkpoint() {
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

    /** Ends the service's use of the database in good order: everything is on the disk and in the database file. */
    void end() {
        WriteSession open = session;
        if (open != null) {
            try {
                open.end();
            } catch (SQLException e) {
                LOG.log(Level.WARNING, () -> "the store could not say good-bye: " + Failures.describe(e));
            }
            drop();
        }
    }
}
