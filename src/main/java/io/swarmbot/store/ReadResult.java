package io.swarmbot.store;

import java.util.List;
import java.util.Locale;

/**
 * What a log answers to the question "what comes after this cursor?": a page, or a gap. A lost place is an answer like
 * any other, not an exception, so that no caller can forget it.
 */
public sealed interface ReadResult {

    /**
     * The entries right after the cursor, in log order, none left out.
     *
     * @param entries empty only if nothing comes after the cursor; not all up to the head if the page is full
     * @param head the log's head at the time of the read
     */
    record Page(List<LogEntry> entries, Cursor head) implements ReadResult {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The log cannot say what comes after the cursor. The reader must load a snapshot and go on at the snapshot's
     * cursor.
     *
     * @param head the log's head at the time of the read
     * @param shared up to this sequence, what the reader saw is still in the log; after it, what the reader saw was
     *     lost. 0 if that is not known
     */
    record Gap(GapReason reason, Cursor head, long shared) implements ReadResult {

        /** A gap of which it is not known how much the reader and the log share. */
        public Gap(GapReason reason, Cursor head) {
            this(reason, head, 0);
        }
    }

    /** Why a cursor is invalid. The names in lower case are on the wire. */
    enum GapReason {
        /** The cursor is of the present epoch and after the log's head: this log never gave it out. */
        UNKNOWN,
        /** The entries after the cursor were trimmed, because they were too old or too many. */
        EXPIRED,
        /**
         * The cursor belongs to an earlier epoch of the log and is after the place where that epoch ended, or its epoch
         * is one that the log does not know.
         */
        EPOCH,
        /** An entry cannot be read. Only observers are told so: readers of a log get an entry in its place. */
        UNREADABLE;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
