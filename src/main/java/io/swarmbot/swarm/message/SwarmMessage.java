package io.swarmbot.swarm.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that was sent and is not acknowledged yet. Times are UTC, in whole milliseconds.
 *
 * @param id unique in its swarm
 * @param seq the place in the log at which it was sent: messages are handed out in this order
 * @param to to whom it was sent
 * @param holder the agent that got a message to a capability, and whose it is from then on; null if nobody got it, and
 *     for every other message
 * @param from who sent it; null if that is not known
 * @param via who sent it for them; null if they did it themselves
 * @param replyTo the id of the message that it answers; null if it answers none
 * @param expiresAt when it is handed out no longer
 */
public record SwarmMessage(
        String id,
        long seq,
        MessageKind kind,
        String text,
        Recipient to,
        @Nullable String holder,
        @Nullable String from,
        @Nullable String via,
        @Nullable String replyTo,
        Instant sentAt,
        Instant expiresAt) {

    /** Where the message waits now: with its recipient, or with the agent that got it. */
    public Recipient place() {
        return holder == null ? to : Recipient.agent(holder);
    }

    /** The agent with which it waits; null if it waits with a task, or if no agent has it yet. */
    public @Nullable String agentId() {
        Recipient place = place();
        return place.kind() == Recipient.Kind.AGENT ? place.name() : null;
    }

    /** The task to which it was sent; null if it was not sent to one. */
    public @Nullable String taskId() {
        return to.kind() == Recipient.Kind.TASK ? to.name() : null;
    }

    /** The capability to which it was sent; null if it was not sent to one. */
    public @Nullable String capability() {
        return to.kind() == Recipient.Kind.CAPABILITY ? to.name() : null;
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** The same message, with that agent. */
    public SwarmMessage takenBy(String agentId) {
        return new SwarmMessage(id, seq, kind, text, to, agentId, from, via, replyTo, sentAt, expiresAt);
    }
}
