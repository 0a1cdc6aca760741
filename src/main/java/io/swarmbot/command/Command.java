package io.swarmbot.command;

import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a swarm to do. Each command contains its own rule: {@link #decide} says which events the command
 * makes, and does nothing else. A command checks the sizes of its fields when it is made.
 */
public sealed interface Command
        permits AgentCommand,
                AgentSteering,
                SubmitTask,
                TaskCommand,
                TaskSteering,
                MessageCommand,
                FileCommand,
                WrappedCommand,
                TokenCommand,
                SweepLiveness,
                SweepTasks,
                TakeMetrics {

    /** What is to be done, apart from the way it was given. */
    default Command plain() {
        return this;
    }

    /** The agent that gives the command and thereby shows that it lives; null if somebody else gives it. */
    default @Nullable String speaker() {
        return null;
    }

    /** Who intervenes with this command and why; {@link Intervention#NONE} if it is no intervention. */
    default Intervention intervention() {
        return Intervention.NONE;
    }

    /** The leases that this command renews, because its agent shows that it works on these attempts. */
    default List<Lease> leases(SwarmState state) {
        return List.of();
    }

    /** Whether its answer says what is {@link Reply.Due} to the agent that gives it. */
    default boolean isAnsweredWithDue() {
        return false;
    }

    /** Whether this command of an agent that waits may be answered with a task that the agent holds already. */
    default boolean isAnsweredWithHeldTask() {
        return false;
    }

    /** How long the caller is willing to wait if what it asks for is not there yet. */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** Bytes of content, for the bound on commands that wait. */
    default int size() {
        return 0;
    }

    /** Tells what this command says. How long its caller is willing to wait is no part of that. */
    void describe(Meaning meaning);

    /**
     * Writes the events of this command into the draft. Pure.
     *
     * @throws Rejection if the command cannot be done; what the draft holds by then is dropped
     */
    Reply decide(Draft draft);

    /**
     * The reply to this command when it is given again under its idempotency key.
     *
     * @param first what is remembered of the first answer
     */
    default Reply replyAgain(Receipt.Answer first, SwarmState state) {
        if (first.taskId() != null) {
            return state.task(first.taskId())
                    .<Reply>map(task -> new Reply.TaskIs(task, first.created()))
                    .orElseGet(Reply.Gone::new);
        }
        if (first.agentId() != null) {
            return state.agent(first.agentId())
                    .<Reply>map(agent -> new Reply.AgentIs(agent, first.created()))
                    .orElseGet(Reply.Gone::new);
        }
        return new Reply.Gone();
    }
}
