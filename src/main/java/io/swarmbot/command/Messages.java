package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.message.MessageBook;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which messages an agent is handed, and when they end. Pure. */
public final class Messages {

    /** The most messages of one answer. The agent gets the others when it has acknowledged these. */
    public static final int MAX_HANDED_OUT = 16;

    private Messages() {}

    /**
     * The messages that the agent is handed with each answer until it acknowledges them: those to the agent itself, and
     * those to the tasks that it holds. First those that steer, then the others, each in the order in which they were
     * sent.
     *
     * @param now the time of day
     */
    public static List<SwarmMessage> handedOut(SwarmState state, String agentId, Instant now) {
        if (state.messages().isEmpty()) {
            return List.of();
        }
        List<SwarmMessage> all = new ArrayList<>(state.messages().at(Recipient.agent(agentId)));
        for (Task held : state.heldBy(agentId)) {
            all.addAll(state.messages().at(Recipient.task(held.id())));
        }
        return all.stream()
                .filter(message -> !message.isExpired(now))
                .sorted(Comparator.comparing((SwarmMessage message) -> message.kind() != MessageKind.STEER)
                        .thenComparing(SwarmMessage::seq))
                .limit(MAX_HANDED_OUT)
                .toList();
    }

    /**
     * Gives an agent that is about to be answered the messages to its capabilities that no agent has yet, the oldest
     * first: of each kind as many as one answer can show. An agent that is paused or draining gets none.
     */
    static void take(Draft draft, String agentId) {
        Agent agent = draft.state().messages().isEmpty()
                ? null
                : draft.state().agent(agentId).orElse(null);
        if (agent == null || !agent.mayClaim()) {
            return;
        }
        for (MessageKind kind : MessageKind.values()) {
            long room = MAX_HANDED_OUT
                    - ofKind(kind, draft.state().messages().at(Recipient.agent(agentId)))
                            .count();
            agent.capabilities().stream()
                    .flatMap(capability -> ofKind(kind, draft.state().messages().at(Recipient.capability(capability))))
                    .filter(message -> !message.isExpired(draft.today()))
                    .sorted(Comparator.comparingLong(SwarmMessage::seq))
                    .limit(Math.max(0, room))
                    .toList()
                    .forEach(message ->
                            draft.emit(new MessageEvent.MessageAssigned(draft.next(), message.id(), agentId)));
        }
    }

    private static Stream<SwarmMessage> ofKind(MessageKind kind, Collection<SwarmMessage> messages) {
        return messages.stream().filter(message -> message.kind() == kind);
    }

    /** Ends the messages to an agent or a task that this event ended. */
    static void endWith(Draft draft, SwarmEvent event) {
        if (draft.state().messages().isEmpty()) {
            return;
        }
        if (event instanceof AgentEvent.AgentRemoved removed) {
            expireAll(draft, Recipient.agent(removed.agentId()), "agent " + removed.agentId() + " was removed");
        } else if (event.taskId() != null && event.type().isOfEntity()) {
            Task task = draft.state().requireTask(event.taskId());
            if (task.status().isFinished()) {
                expireAll(draft, Recipient.task(task.id()), "task " + task.id() + " has ended");
            }
        }
    }

    private static void expireAll(Draft draft, Recipient place, String reason) {
        Collection<SwarmMessage> ended = draft.state().messages().at(place);
        if (!ended.isEmpty()) {
            String before = draft.reason();
            draft.because(reason);
            ended.forEach(message -> expire(draft, message));
            draft.because(before);
        }
    }

    /** Whether the time of any message is over. */
    static boolean isAnyExpired(SwarmState state, Instant today) {
        return state.messages().firstExpired(today) != null;
    }

    /**
     * Ends the message whose time ended first.
     *
     * @return false if there is none whose time is over
     */
    static boolean expireFirst(Draft draft) {
        MessageBook known = draft.state().messages();
        @Nullable SwarmMessage over = known.firstExpired(draft.today());
        if (over == null) {
            return false;
        }
        draft.because("its time is over");
        expire(draft, over);
        return true;
    }

    private static void expire(Draft draft, SwarmMessage message) {
        draft.emit(new MessageEvent.MessageExpired(draft.next(), message.id(), message.agentId(), message.taskId()));
    }
}
