package io.swarmbot.store;

import java.util.List;

/** What a log answers to "what came after this cursor?": the entries, or that it cannot say. */
public sealed interface ReadResult {

    /**
     * The entries right after the cursor, in log order, without a gap.
     *
     * @param entries empty where the cursor is the head
     * @param head the log's head when it was read
     */
    record Page(List<LogEntry> entries, Cursor head) implements ReadResult {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The cursor cannot be served: its reader goes on from {@code head} after it loaded a snapshot.
     *
     * @param head the log's head when it was read
     * @param shared the last sequence up to which the reader's log was this one: what it saw behind it was lost. 0 where
     *     nothing is known of it
     */
    record Gap(GapReason reason, Cursor head, long shared) implements ReadResult {

        public Gap(GapReason reason, Cursor head) {
            this(reason, head, 0);
        }
    }

    /** Why a cursor cannot be served; the names are those on the wire. */
    enum GapReason {
        /** This log never gave that cursor out. */
        UNKNOWN,
        /** What came after it was trimmed. */
        EXPIRED,
        /** It belongs to a life of the log whose tail was lost. */
        EPOCH;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
