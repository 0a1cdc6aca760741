package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record that a command with an idempotency key was done, and what it was answered. The last event of the command
 * carries it, in the same append, so that neither is ever stored without the other.
 *
 * @param hash of the command's content
 * @param cursor of the answer
 * @param at when the command was done
 */
public record Receipt(String key, String hash, Answer answer, Cursor cursor, Instant at) {

    /** No command has this hash. */
    private static final String UNREADABLE = "";

    /** The receipt that takes the place of one that cannot be read. It is forgotten like any other. */
    public static Receipt unreadable(String key, Cursor cursor, Instant at) {
        return new Receipt(key, UNREADABLE, Answer.NOTHING, cursor, at);
    }

    /** Whether it is only known that a command was done, and not which. */
    public boolean isUnreadable() {
        return hash.equals(UNREADABLE);
    }

    /**
     * What is kept of an answer, so that it can be given again.
     *
     * @param created whether the command made the entity that it was answered with
     * @param agentId the agent that the command was answered with
     * @param taskId the task that the command was answered with
     * @param messageId the message that the command was answered with
     * @param lines the counts that {@code append_log} was answered with. Receipts that were stored before these counts
     *     were kept have none.
     */
    public record Answer(
            boolean created,
            @Nullable String agentId,
            @Nullable String taskId,
            @Nullable String messageId,
            @Nullable Lines lines) {

        /** Nothing has to be kept to give the answer again. */
        public static final Answer NOTHING = new Answer(false, null, null, null, null);

        public static Answer agent(String id, boolean created) {
            return new Answer(created, id, null, null, null);
        }

        public static Answer task(String id, boolean created) {
            return new Answer(created, null, id, null, null);
        }

        public static Answer message(String id, boolean created) {
            return new Answer(created, null, null, id, null);
        }

        public static Answer lines(int accepted, int dropped) {
            return new Answer(false, null, null, null, new Lines(accepted, dropped));
        }
    }

    /**
     * What became of the lines of one {@code append_log}.
     *
     * @param accepted how many lines were written
     * @param dropped how many lines were discarded because of the rate limit
     */
    public record Lines(int accepted, int dropped) {}
}
