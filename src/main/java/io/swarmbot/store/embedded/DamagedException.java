package io.swarmbot.store.embedded;

import java.sql.SQLException;

/** The database does not contain what was written to it. */
final class DamagedException extends SQLException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
