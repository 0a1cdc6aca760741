package io.swarmbot.command;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command that was done answers to its caller. Whoever treats the kinds of replies differently uses
 * {@link #match} or a method of this interface, so that a new kind does not compile before it is handled everywhere.
 */
public sealed interface Reply {

    /** Whether a reply has content, and whether that is new. */
    enum Content {
        /** The reply shows an entity that the command made. */
        CREATED,
        /** The reply shows something that was there before. */
        PRESENT,
        /** There is nothing to show. */
        NONE
    }

    /**
     * One method for each kind of reply.
     *
     * @param <C> what the methods get besides the reply
     * @param <R> what they return
     * @param <X> what they throw
     */
    interface Cases<C, R extends @Nullable Object, X extends Exception> {

        R replayed(Replayed reply, C context) throws X;

        R agent(AgentIs reply, C context) throws X;

        R task(TaskIs reply, C context) throws X;

        R gone(Gone reply, C context) throws X;

        R noTask(NoTask reply, C context) throws X;

        R logged(Logged reply, C context) throws X;

        R held(Held reply, C context) throws X;

        R message(MessageIs reply, C context) throws X;

        R file(FileIs reply, C context) throws X;
    }

    /** Calls the method of the cases that is for this kind of reply. */
    <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X;

    Content content();

    /**
     * What the receipt of a command with an idempotency key keeps of this reply; null if the command counts as not
     * done, so that it is decided anew when it is given again.
     */
    Receipt.@Nullable Answer remembered();

    /** The task that the reply shows; null if it shows none. */
    default @Nullable Task task() {
        return null;
    }

    /** This reply with what is due to the agent; the same reply if it shows nothing of the kind. */
    default Reply with(Due due) {
        return this;
    }

    /** This reply with its entity as it is in the given state. */
    default Reply asOf(SwarmState state) {
        return this;
    }

    /**
     * What an agent has to know besides the answer. It is in no event and in no state.
     *
     * @param leaseUntil when the lease of the task ends that the answer shows, or else the first lease that the agent
     *     has, if nobody renews it; UTC, whole milliseconds. Null if the agent holds no such task
     * @param messages those that the agent has not acknowledged, at most {@link Messages#MAX_HANDED_OUT}
     * @param cancel the ids of tasks that were canceled while the agent held them: it should stop working on them
     */
    record Due(@Nullable Instant leaseUntil, List<SwarmMessage> messages, List<String> cancel) {

        public Due {
            messages = List.copyOf(messages);
            cancel = List.copyOf(cancel);
        }
    }

    /** A reply that shows the task, which was there before the command. */
    static TaskIs of(Task task) {
        return new TaskIs(task, false);
    }

    /** A reply that shows the task that the command made. */
    static TaskIs created(Task task) {
        return new TaskIs(task, true);
    }

    /** A reply that shows the agent, which was there before the command. */
    static AgentIs of(Agent agent) {
        return new AgentIs(agent, false);
    }

    /** A reply that shows the agent that the command made. */
    static AgentIs created(Agent agent) {
        return new AgentIs(agent, true);
    }

    /**
     * The command was done before under the same idempotency key. The reply is the first one again, with the entity as
     * it is now.
     *
     * @param cursor of the first answer
     */
    record Replayed(Reply reply, Cursor cursor) implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.replayed(this, context);
        }

        @Override
        public Content content() {
            return reply.content();
        }

        @Override
        public Receipt.@Nullable Answer remembered() {
            return reply.remembered();
        }

        @Override
        public @Nullable Task task() {
            return reply.task();
        }

        @Override
        public Reply with(Due due) {
            return new Replayed(reply.with(due), cursor);
        }
    }

    /**
     * The agent as it is after the command.
     *
     * @param created whether the command made it
     */
    record AgentIs(Agent agent, boolean created) implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.agent(this, context);
        }

        @Override
        public Content content() {
            return created ? Content.CREATED : Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.agent(agent.id(), created);
        }

        @Override
        public Reply asOf(SwarmState state) {
            return new AgentIs(state.requireAgent(agent.id()), created);
        }
    }

    /**
     * The task as it is after the command.
     *
     * @param created whether the command made it
     * @param due what the agent has to know besides; null in most replies
     */
    record TaskIs(Task task, boolean created, @Nullable Due due) implements Reply {

        public TaskIs(Task task, boolean created) {
            this(task, created, null);
        }

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.task(this, context);
        }

        @Override
        public Content content() {
            return created ? Content.CREATED : Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.task(task.id(), created);
        }

        @Override
        public Reply asOf(SwarmState state) {
            return new TaskIs(state.requireTask(task.id()), created, due);
        }

        @Override
        public Reply with(Due newDue) {
            return new TaskIs(task, created, newDue);
        }
    }

    /**
     * The message as it is after the command.
     *
     * @param created whether the command sent it
     */
    record MessageIs(SwarmMessage message, boolean created) implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.message(this, context);
        }

        @Override
        public Content content() {
            return created ? Content.CREATED : Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.message(message.id(), created);
        }
    }

    /**
     * The file as it is after the command.
     *
     * @param created whether the command shared it
     */
    record FileIs(SharedFile file, boolean created) implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.file(this, context);
        }

        @Override
        public Content content() {
            return created ? Content.CREATED : Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.NOTHING;
        }
    }

    /** The command is done and there is nothing to show. */
    record Gone() implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.gone(this, context);
        }

        @Override
        public Content content() {
            return Content.NONE;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.NOTHING;
        }
    }

    /** There is no task for the agent now. */
    record NoTask() implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.noTask(this, context);
        }

        @Override
        public Content content() {
            return Content.NONE;
        }

        @Override
        public Receipt.@Nullable Answer remembered() {
            return null;
        }
    }

    /**
     * The lines of a log were taken.
     *
     * @param accepted how many lines were written
     * @param dropped how many lines were discarded because of the rate limit
     */
    record Logged(int accepted, int dropped) implements Reply {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.logged(this, context);
        }

        @Override
        public Content content() {
            return Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.lines(accepted, dropped);
        }
    }

    /**
     * The agent, the tasks that it holds, and those that it named but does not hold.
     *
     * @param due what the agent has to know besides; null until the answer is complete
     */
    record Held(Agent agent, List<HeldTask> tasks, @Nullable Due due) implements Reply {

        public Held {
            tasks = List.copyOf(tasks);
        }

        public Held(Agent agent, List<HeldTask> tasks) {
            this(agent, tasks, null);
        }

        @Override
        public Reply with(Due newDue) {
            return new Held(agent, tasks, newDue);
        }

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.held(this, context);
        }

        @Override
        public Content content() {
            return Content.PRESENT;
        }

        @Override
        public Receipt.Answer remembered() {
            return Receipt.Answer.NOTHING;
        }
    }

    /**
     * A task in the answer to a heartbeat.
     *
     * @param status the task's status; null if there is no such task
     * @param cancel true if the agent named the task and should stop working on it: the agent does not hold it, or not
     *     in that attempt
     */
    record HeldTask(String id, int attempt, @Nullable TaskStatus status, boolean cancel) {

        static HeldTask held(Task task) {
            return new HeldTask(task.id(), task.attempt().number(), task.status(), false);
        }

        static HeldTask canceled(String id, int attempt, @Nullable TaskStatus status) {
            return new HeldTask(id, attempt, status, true);
        }
    }
}
