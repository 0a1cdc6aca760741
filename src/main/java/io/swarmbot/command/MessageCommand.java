package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.message.MessageBook;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command about a message to an agent. */
public sealed interface MessageCommand extends Command {

    /**
     * Sends a message.
     *
     * @param text at most {@link Limits#DETAILS} bytes in JSON
     * @param replyTo the id of the message that this one answers; it need not be there any more
     * @param expiresIn how long it is handed out if nobody acknowledges it; null for {@link #KEPT}
     */
    record Send(
            Recipient to,
            MessageKind kind,
            String text,
            @Nullable String replyTo,
            @Nullable Duration expiresIn,
            Intervention intervention)
            implements MessageCommand {

        /** How long a message is handed out if its sender does not say. */
        static final Duration KEPT = Duration.ofDays(7);
        /** The most messages to one agent, one task or one capability that are not acknowledged. */
        static final int MAX_OF_RECIPIENT = 100;

        public Send {
            if (text.isEmpty()) {
                throw new Rejection(ErrorCode.BAD_FIELD, "text is empty");
            }
            Limits.require("text", text, Limits.DETAILS);
            if (replyTo != null) {
                Identifiers.require("reply_to", replyTo);
            }
            expiresIn = Limits.Span.EXPIRES_IN.requireIfGiven(expiresIn);
        }

        @Override
        public int size() {
            return text.length();
        }

        @Override
        public void describe(Meaning meaning) {
            meaning.put("to_" + to.kind().wireName(), to.name())
                    .put("kind", kind == MessageKind.FOLLOW_UP ? null : kind.wireName())
                    .put("text", text)
                    .put("reply_to", replyTo)
                    .put("expires_in", expiresIn, rules -> KEPT)
                    .put(intervention);
        }

        @Override
        public Reply decide(Draft draft) {
            requireThere(draft);
            MessageBook known = draft.state().messages();
            if (known.count(to) >= MAX_OF_RECIPIENT) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        MAX_OF_RECIPIENT + " messages to " + to + " are not acknowledged, the limit");
            }
            int limit = draft.state().limits().messages();
            if (known.size() >= limit) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        limit + " messages of swarm '" + draft.state().swarm() + "' are not acknowledged, the limit");
            }
            Stamp stamp = draft.next();
            SwarmMessage message = new SwarmMessage(
                    freeId(known, stamp.seq()),
                    stamp.seq(),
                    kind,
                    text,
                    to,
                    null,
                    stamp.actor(),
                    stamp.via(),
                    replyTo,
                    stamp.timestamp(),
                    stamp.timestamp().plus(expiresIn == null ? KEPT : expiresIn));
            draft.emit(new MessageEvent.MessageSent(stamp, message));
            return new Reply.MessageIs(message, true);
        }

        private void requireThere(Draft draft) {
            switch (to.kind()) {
                case AGENT -> draft.agent(to.name());
                case TASK -> requireHoldable(draft, draft.task(to.name()));
                case CAPABILITY -> {
                    // An agent that has it may come later.
                }
            }
        }

        private static void requireHoldable(Draft draft, Task task) {
            draft.requireUnfinished(task);
            if (task.isComposite()) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "task '" + task.id() + "' is done in parts, and nobody holds it: write to its parts");
            }
        }

        /** An id made of the event's number, which never repeats in a log. */
        private static String freeId(MessageBook known, long seq) {
            String id = "m" + seq;
            while (known.get(id) != null) {
                id += "x";
            }
            return id;
        }

        @Override
        public Reply replyAgain(Receipt.Answer first, SwarmState state) {
            SwarmMessage message =
                    first.messageId() == null ? null : state.messages().get(first.messageId());
            return message == null ? new Reply.Gone() : new Reply.MessageIs(message, first.created());
        }
    }

    /**
     * Says that an agent has read a message that it was handed. From then on the message is handed out no longer, and
     * is remembered no longer.
     */
    record Acknowledge(String messageId, String agentId) implements MessageCommand {

        public Acknowledge {
            Identifiers.require("message_id", messageId);
            Identifiers.require("agent_id", agentId);
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public void describe(Meaning meaning) {
            meaning.put("message_id", messageId).put("agent_id", agentId);
        }

        @Override
        public Reply decide(Draft draft) {
            draft.agent(agentId);
            SwarmMessage message = Named.message(draft.state(), messageId);
            if (!isHandedOut(draft.state(), message)) {
                throw new Rejection(
                        ErrorCode.NOT_ASSIGNED, "message '" + messageId + "' is not with agent '" + agentId + "'");
            }
            draft.emit(new MessageEvent.MessageAcknowledged(draft.next(), messageId, agentId, message.taskId()));
            return new Reply.Gone();
        }

        private boolean isHandedOut(SwarmState state, SwarmMessage message) {
            String task = message.taskId();
            if (task == null) {
                return Objects.equals(message.agentId(), agentId);
            }
            return state.task(task)
                    .filter((Task each) -> each.isHeldBy(agentId))
                    .isPresent();
        }
    }
}
