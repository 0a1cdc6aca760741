package io.swarmbot.store.embedded;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's errors mean to us. */
final class Failures {

    private Failures() {}

    static SQLiteErrorCode codeOf(SQLException e) {
        return e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** The file is not what we wrote: whatever is written to it now makes it worse. */
    static boolean isDamage(SQLException e) {
        return e instanceof DamagedException
                || switch (primary(codeOf(e))) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
                    default -> false;
                };
    }

    /**
     * A commit that failed like this is not in the file, and will not be found in it after a crash either: its last page,
     * which makes it one, was not written. After any other failure it may be there.
     */
    static boolean isKnownNotCommitted(SQLException e) {
        return switch (codeOf(e)) {
            case SQLITE_FULL, SQLITE_IOERR_WRITE -> true;
            default -> false;
        };
    }

    /** One sentence for who runs the service. */
    static String describe(SQLException e) {
        if (isDamage(e)) {
            return "the store's file is damaged (" + e.getMessage() + "); stop the service and restore it from a copy";
        }
        return switch (primary(codeOf(e))) {
            case SQLITE_FULL -> "the store's disk is full";
            case SQLITE_IOERR -> "the store's disk fails (" + e.getMessage() + ")";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                "the store's files cannot be written (" + e.getMessage() + ")";
            default -> "the store fails (" + e.getMessage() + ")";
        };
    }

    /** Without what an extended code adds, which is in the higher bytes. */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }
}
