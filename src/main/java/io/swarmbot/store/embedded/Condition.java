package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store can write, and why not. Thread-safe.
 *
 * <p>What is damaged stays so until somebody mends it and starts the service again; anything else is over with the next
 * commit.
 */
final class Condition {

    private static final Logger LOG = System.getLogger(Condition.class.getName());

    private record Trouble(String sentence, boolean isDamage, SQLException cause) {}

    private volatile @Nullable Trouble trouble;

    /** Something was committed, and it was more than nothing. */
    void committed() {
        Trouble before = trouble;
        if (before != null && !before.isDamage()) {
            trouble = null;
            LOG.log(Level.INFO, "the store takes commands again");
        }
    }

    /** Nothing can be written. */
    void failed(SQLException cause) {
        Trouble before = trouble;
        if (before != null && before.isDamage()) {
            return;
        }
        Trouble now = new Trouble(Failures.describe(cause), Failures.isDamage(cause), cause);
        trouble = now;
        if (before == null || !before.sentence().equals(now.sentence())) {
            LOG.log(Level.ERROR, () -> now.sentence() + "; commands are refused");
        }
    }

    /** Something could not be read, which matters to writing where the file is damaged. */
    void unreadable(SQLException cause) {
        if (Failures.isDamage(cause)) {
            failed(cause);
        }
    }

    /** What was found where the file is damaged. */
    Optional<SQLException> damage() {
        Trouble now = trouble;
        return now == null || !now.isDamage() ? Optional.empty() : Optional.of(now.cause());
    }

    /** Why commands are refused; empty where they are not. */
    Optional<StoreException> refusal() {
        Trouble now = trouble;
        return now == null ? Optional.empty() : Optional.of(StoreException.unavailable(now.sentence(), now.cause()));
    }
}
