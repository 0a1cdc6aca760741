package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the store can write, and why not.
 *
 * <p>A damaged file stays damaged until somebody restores it and starts the service again. Every other problem ends
 * with the next successful commit.
 *
 * <p>Thread-safety: any thread.
 */
final class StoreHealth {

    private static final Logger LOG = System.getLogger(StoreHealth.class.getName());

    private record Problem(String sentence, boolean isDamage, SQLException cause) {}

    private volatile @Nullable Problem problem;

    /** Call this after each commit that wrote something. */
    void recordCommit() {
        Problem before = problem;
        if (before != null && !before.isDamage()) {
            problem = null;
            LOG.log(Level.INFO, "the store takes commands again");
        }
    }

    /** Call this if a write failed. */
    void recordFailure(SQLException cause) {
        Problem before = problem;
        if (before != null && before.isDamage()) {
            return;
        }
        Problem now = new Problem(Failures.describe(cause), Failures.isDamage(cause), cause);
        problem = now;
        if (before == null || !before.sentence().equals(now.sentence())) {
            LOG.log(Level.ERROR, () -> now.sentence() + "; commands are refused");
        }
    }

    /** Call this if a read failed. It stops writing only if the file is damaged. */
    void recordReadFailure(SQLException cause) {
        if (Failures.isDamage(cause)) {
            recordFailure(cause);
        }
    }

    /** The error that showed that the file is damaged; empty if it is not. */
    Optional<SQLException> damage() {
        Problem now = problem;
        return now == null || !now.isDamage() ? Optional.empty() : Optional.of(now.cause());
    }

    /** Why writes are refused; empty if they are not. */
    Optional<StoreException> refusal() {
        Problem now = problem;
        return now == null ? Optional.empty() : Optional.of(StoreException.unavailable(now.sentence(), now.cause()));
    }
}
