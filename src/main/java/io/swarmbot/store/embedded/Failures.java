package io.swarmbot.store.embedded;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the errors of SQLite mean for the store. */
final class Failures {

    private Failures() {}

    static SQLiteErrorCode codeOf(SQLException e) {
        return e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** Whether the file is not what the service wrote. Each further write would make it worse. */
    static boolean isDamage(SQLException e) {
        return e instanceof DamagedException
                || switch (primary(codeOf(e))) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
                    default -> false;
                };
    }

    /**
     * Whether a commit that failed with this error is surely not in the file, even after a crash. That is so if its
     * last page was not written, because that page makes it a commit. After any other error the commit may be in the
     * file.
     */
    static boolean isKnownNotCommitted(SQLException e) {
        return switch (codeOf(e)) {
            case SQLITE_FULL, SQLITE_IOERR_WRITE -> true;
            default -> false;
        };
    }

    /** One sentence for the people who run the service. */
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

    /** The primary result code, which is the lowest byte of an extended one. */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }
}
