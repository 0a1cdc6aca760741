package io.swarmbot.mcp;

import io.swarmbot.command.Giver;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.RequestInput;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.StreamGate;
import io.swarmbot.push.LongPoll;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the questions of agents on their tasks, and waits for the answers. Who waits is a cursor in the log that looks
 * at the events of one task, and counts as a stream.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class Questions {

    private final SwarmCommands commands;
    private final SwarmCoordinator coordinator;
    private final LongPoll longPoll;
    private final Ticker ticker;

    Questions(SwarmCommands commands, SwarmCoordinator coordinator, LongPoll longPoll, Ticker ticker) {
        this.commands = commands;
        this.coordinator = coordinator;
        this.longPoll = longPoll;
        this.ticker = ticker;
    }

    /** A question of an agent about a task that it holds. */
    record Question(ToolCall call, String agent, String task, Json text) {

        RequestInput command() {
            return new RequestInput(task, agent, null, text, null);
        }

        /** @throws Rejection if the agent may not ask it */
        void require() {
            call.giver().require(command());
        }

        /** Whether the task has the answer to it. */
        boolean isAnswered(Task known) {
            return known.isHeldBy(agent)
                    && text.equals(known.attempt().question())
                    && known.attempt().answer() != null;
        }

        boolean isOpen(Task known) {
            return known.isHeldBy(agent)
                    && known.status() == TaskStatus.INPUT_REQUIRED
                    && text.equals(known.attempt().question());
        }
    }

    /**
     * Asks a question that {@link Question#require} has let pass, unless it was asked before.
     *
     * @param known a state in which the task was started
     */
    CompletableFuture<ToolResult> ask(Question asked, SwarmState known, Duration wait) {
        Task before = known.task(asked.task()).orElse(null);
        if (before != null && asked.isAnswered(before)) {
            return answered(asked, before);
        }
        long deadline = ticker.nanos() + wait.toNanos();
        Giver giver = asked.call().giver();
        return commands.submit(asked.call(), asked.command(), giver)
                .thenCompose(done -> awaitAnswer(asked, done.cursor(), deadline));
    }

    private CompletableFuture<ToolResult> awaitAnswer(Question asked, Cursor cursor, long deadline) {
        String swarm = asked.call().swarm();
        return coordinator.stateAt(swarm, cursor, StreamGate.AT_LEAST_PATIENCE).thenCompose(state -> {
            Task task = state.task(asked.task())
                    .orElseThrow(() ->
                            new Rejection(ErrorCode.UNKNOWN_TASK, "there is no task '" + asked.task() + "' any more"));
            if (asked.isAnswered(task)) {
                return answered(asked, task);
            }
            if (!asked.isOpen(task)) {
                throw new Rejection(
                        ErrorCode.NOT_ASSIGNED,
                        "nobody answered in time, or the task was taken away: task '" + task.id() + "' is "
                                + task.status().wireName());
            }
            Duration left = Duration.ofNanos(deadline - ticker.nanos());
            if (left.isNegative() || left.isZero() || asked.call().hurry().isDone()) {
                return unanswered(asked, task);
            }
            return poll(asked, state.cursor(), left).thenCompose(reached -> awaitAnswer(asked, reached, deadline));
        });
    }

    /** Waits until something happens to the task, and returns the place up to which the log was read. */
    private CompletableFuture<Cursor> poll(Question asked, Cursor after, Duration left) {
        ToolCall call = asked.call();
        Map<String, String> parameters = Map.of("after", after.toString(), "task", asked.task());
        CompletableFuture<LongPoll.Result> polled = longPoll.poll(
                call.swarm(),
                StreamRequest.of(parameters::get, null),
                left,
                1,
                call.caller().login());
        CompletableFuture<Cursor> reached = new CompletableFuture<>();
        polled.whenComplete((result, failure) -> {
            if (failure == null) {
                reached.complete(result.cursor());
            } else {
                reached.completeExceptionally(failure);
            }
        });
        call.hurry().whenComplete((done, none) -> {
            reached.complete(after);
            polled.cancel(false);
        });
        return reached;
    }

    private CompletableFuture<ToolResult> answered(Question asked, Task task) {
        return result(asked, task, "There is an answer. Go on with task " + task.id() + ".");
    }

    private CompletableFuture<ToolResult> unanswered(Question asked, Task task) {
        return result(
                asked,
                task,
                "Nobody has answered yet; the question stays open until "
                        + task.attempt().answerBy()
                        + ". Call ask again with the same question to wait on.");
    }

    private CompletableFuture<ToolResult> result(Question asked, Task task, String first) {
        List<Heartbeat.Work> work =
                List.of(new Heartbeat.Work(task.id(), task.attempt().number()));
        return commands.due(asked.call(), asked.agent(), work).thenApply(due -> TaskTexts.result(first, task, due));
    }
}
