package io.swarmbot.store;

/** What became of a batch. */
public sealed interface AppendResult {

    /**
     * The batch is in the log, by this call or by an earlier one that sent the same batch.
     *
     * @param head the cursor of the batch's last entry
     */
    record Appended(Cursor head) implements AppendResult {}

    /**
     * The log's head was another one; nothing was written.
     *
     * @param missed what lies after the expected head, as {@link SwarmStore#read} would answer
     */
    record Conflict(ReadResult missed) implements AppendResult {}
}
