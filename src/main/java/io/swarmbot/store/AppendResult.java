package io.swarmbot.store;

/** What a store answers to an append. */
public sealed interface AppendResult {

    /**
     * The append is in the log. This call wrote it, or an earlier call with the same append did. Only after this answer
     * may the caller show its entries to anybody.
     *
     * @param head the cursor of its last entry
     */
    record Appended(Cursor head) implements AppendResult {}

    /**
     * Nothing was written, because the log's head is not the expected one: somebody else appended. The caller applies
     * what it missed, decides again, and sends a new append.
     *
     * @param missed what comes after the expected head, as {@link SwarmStore#read} answers it; perhaps only the oldest
     *     part
     */
    record Conflict(ReadResult missed) implements AppendResult {}
}
