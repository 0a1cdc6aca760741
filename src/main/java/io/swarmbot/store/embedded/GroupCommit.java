package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes a group of requests in one transaction and answers each of them after the commit.
 *
 * <p>Failure: if something fails before the commit, nothing was written. If the commit itself fails, the group is
 * written again by a new session; it recognises the appends that the failed commit did write. Only if that fails, too,
 * is the outcome unknown.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class GroupCommit {

    private static final Logger LOG = System.getLogger(GroupCommit.class.getName());

    private final WriterConnection connection;
    private final StoreHealth health;

    GroupCommit(WriterConnection connection, StoreHealth health) {
        this.connection = connection;
        this.health = health;
    }

    /** Writes the group, which may be empty, and deletes a few old rows. Returns whether there was a commit. */
    boolean commit(List<WriteRequest> group) {
        if (health.damage().isPresent() || connection.isPaused()) {
            failAll(group, health.refusal().orElseThrow());
            return false;
        }
        try {
            write(group);
            return true;
        } catch (CommitFailedException e) {
            return commitAgain(group, e.cause);
        } catch (SQLException e) {
            failNotWritten(group, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the store's writer failed", e);
            failNotWritten(group, new SQLException(e.toString(), e));
        }
        return false;
    }

    /** The second attempt, which finds out whether the first one was written. */
    private boolean commitAgain(List<WriteRequest> group, SQLException first) {
        boolean isFirstKnown = Failures.isKnownNotCommitted(first);
        try {
            write(group);
            return true;
        } catch (CommitFailedException e) {
            if (isFirstKnown && Failures.isKnownNotCommitted(e.cause)) {
                failNotWritten(group, e.cause);
            } else {
                failUnknown(group, e.cause);
            }
        } catch (SQLException e) {
            if (isFirstKnown) {
                failNotWritten(group, e);
            } else {
                failUnknown(group, e);
            }
        }
        return false;
    }

    private void write(List<WriteRequest> group) throws SQLException, CommitFailedException {
        boolean isDone = false;
        try {
            WriteSession session = connection.session();
            session.begin();
            if (health.refusal().isPresent()) {
                session.probe();
            }
            for (WriteRequest request : group) {
                request.write(session);
            }
            session.trimming().step(session.appends());
            try {
                session.commit();
            } catch (SQLException e) {
                throw new CommitFailedException(e);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                connection.drop();
            }
        }
        health.recordCommit();
        for (WriteRequest request : group) {
            try {
                request.complete();
            } catch (RuntimeException e) {
                logFailedAnswer(e);
            }
        }
    }

    private void failNotWritten(List<WriteRequest> group, SQLException cause) {
        health.recordFailure(cause);
        failAll(group, StoreException.unavailable(Failures.describe(cause), cause));
    }

    private void failUnknown(List<WriteRequest> group, SQLException cause) {
        health.recordFailure(cause);
        failAll(group, StoreException.outcomeUnknown(Failures.describe(cause), cause));
    }

    private static void failAll(List<WriteRequest> group, StoreException failure) {
        for (WriteRequest request : group) {
            try {
                request.fail(failure);
            } catch (RuntimeException e) {
                logFailedAnswer(e);
            }
        }
    }

    /** What a caller does with its answer must not stop the writer. */
    private static void logFailedAnswer(RuntimeException e) {
        LOG.log(Level.ERROR, "an answer of the store was not taken", e);
    }

    /** The commit failed, as opposed to something before it. */
    private static final class CommitFailedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final SQLException cause;

        CommitFailedException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
