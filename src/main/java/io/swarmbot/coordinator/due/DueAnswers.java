package io.swarmbot.coordinator.due;

import io.swarmbot.command.Command;
import io.swarmbot.command.Elapsed;
import io.swarmbot.command.Messages;
import io.swarmbot.command.Reply;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the answers of claims, reports and heartbeats what their agent has to know.
 *
 * <p>Thread-safety: any thread.
 */
public final class DueAnswers {

    private final CanceledWork canceled;
    private final Clock clock;

    public DueAnswers(CanceledWork canceled, Clock clock) {
        this.canceled = canceled;
        this.clock = clock;
    }

    /**
     * The reply with what is due to the agent that gave the command; the same reply if the command asks for nothing of
     * the kind, or was answered without content. An agent counts as told of canceled tasks once a claim or a report
     * named them. A heartbeat does not count: it comes from a process beside the agent.
     *
     * @param state the state after the command
     * @param elapsed how much of the leases is over, as far as this replica knows
     */
    public Reply complete(Command command, Reply reply, SwarmState state, Elapsed elapsed) {
        String agent = command.speaker();
        if (agent == null || !command.isAnsweredWithDue() || reply.content() == Reply.Content.NONE) {
            return reply;
        }
        Task named = reply.task();
        List<Task> held = state.heldBy(agent);
        if (named != null) {
            held = held.stream().filter(task -> task.id().equals(named.id())).toList();
        }
        List<String> cancel = named == null
                ? canceled.of(agent, state)
                : canceled.tell(agent, state, reply instanceof Reply.Replayed);
        List<SwarmMessage> messages = Messages.handedOut(state, agent, clock.instant());
        return reply.with(new Reply.Due(firstEnd(held, state, elapsed), messages, cancel));
    }

    private @Nullable Instant firstEnd(List<Task> held, SwarmState state, Elapsed elapsed) {
        return held.stream()
                .map(task -> elapsed.leaseLeft(task, state.rules()))
                .min(Duration::compareTo)
                .map(left -> clock.instant().plus(left).truncatedTo(ChronoUnit.MILLIS))
                .orElse(null);
    }
}
