package io.swarmbot.store.embedded;

import java.sql.SQLException;

/** What is in the database is not what was put there. */
final class DamagedException extends SQLException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
