package io.swarmbot.swarm;

import io.swarmbot.swarm.message.SwarmMessage;
import org.jspecify.annotations.Nullable;

/** An event of one message. It changes no agent and no task, though it may name them. */
public sealed interface MessageEvent extends SwarmEvent {

    String messageId();

    /** The message that the log speaks of. */
    private static SwarmMessage require(SwarmState state, String id) {
        SwarmMessage message = state.messages().get(id);
        if (message == null) {
            throw new IllegalStateException("the log speaks of message " + id + ", which is not there");
        }
        return message;
    }

    /** A message was sent. */
    record MessageSent(Stamp stamp, SwarmMessage message) implements MessageEvent {

        @Override
        public MessageSent with(Stamp newStamp) {
            return new MessageSent(newStamp, message);
        }

        @Override
        public EventType type() {
            return EventType.MESSAGE_SENT;
        }

        @Override
        public String messageId() {
            return message.id();
        }

        @Override
        public @Nullable String agentId() {
            return message.agentId();
        }

        @Override
        public @Nullable String taskId() {
            return message.taskId();
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).with(message);
        }
    }

    /** An agent got a message that was sent to a capability. From now on the message is this agent's. */
    record MessageAssigned(Stamp stamp, String messageId, String agentId) implements MessageEvent {

        @Override
        public MessageAssigned with(Stamp newStamp) {
            return new MessageAssigned(newStamp, messageId, agentId);
        }

        @Override
        public EventType type() {
            return EventType.MESSAGE_ASSIGNED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).with(require(state, messageId).takenBy(agentId));
        }
    }

    /**
     * The agent that was handed the message has read it. It is remembered no longer.
     *
     * @param taskId the task to which it was sent; null if it was not sent to one
     */
    record MessageAcknowledged(
            Stamp stamp,
            String messageId,
            String agentId,
            @Nullable String taskId) implements MessageEvent {

        @Override
        public MessageAcknowledged with(Stamp newStamp) {
            return new MessageAcknowledged(newStamp, messageId, agentId, taskId);
        }

        @Override
        public EventType type() {
            return EventType.MESSAGE_ACKNOWLEDGED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).withoutMessage(messageId);
        }
    }

    /**
     * Nobody read the message in time, or nobody is left who could. It is remembered no longer.
     *
     * @param agentId the agent with which it waited; null if it waited with a task or with no agent yet
     * @param taskId the task to which it was sent; null if it was not sent to one
     */
    record MessageExpired(
            Stamp stamp,
            String messageId,
            @Nullable String agentId,
            @Nullable String taskId) implements MessageEvent {

        @Override
        public MessageExpired with(Stamp newStamp) {
            return new MessageExpired(newStamp, messageId, agentId, taskId);
        }

        @Override
        public EventType type() {
            return EventType.MESSAGE_EXPIRED;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.past(stamp).withoutMessage(messageId);
        }
    }
}
