package io.swarmbot.mcp;

import static io.swarmbot.mcp.Parameter.Kind.ANY;
import static io.swarmbot.mcp.Parameter.Kind.NUMBER;
import static io.swarmbot.mcp.Parameter.Kind.TEXT;
import static io.swarmbot.mcp.Parameter.Kind.TEXTS;
import static io.swarmbot.mcp.Parameter.optional;
import static io.swarmbot.mcp.Parameter.required;

import io.swarmbot.command.Claim;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Reply;
import io.swarmbot.command.ReportProgress;
import io.swarmbot.command.StartTask;
import io.swarmbot.grant.Right;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.wire.ReplyJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tools of those who work as agents. Each may be called again in the same way if its answer was lost.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class AgentTools {

    private final SwarmCommands commands;
    private final Questions questions;
    private final MessageTools messages;

    AgentTools(SwarmCommands commands, Questions questions, MessageTools messages) {
        this.commands = commands;
        this.questions = questions;
        this.messages = messages;
    }

    List<Tool> all() {
        return List.of(
                new Tool(
                        "join",
                        Right.WORK,
                        Tool.Effect.CHANGES,
                        "Register as an agent, or change what you said: what you leave out stays. Do this first, once.",
                        List.of(
                                Parameter.agent(),
                                optional(
                                        "capabilities", TEXTS, "What you can do; you get only tasks that need no more"),
                                optional(
                                        "lease",
                                        TEXT,
                                        "How long you may be silent about a task, such as 15m. Give what you need")),
                        this::join),
                new Tool(
                        "claim",
                        Right.WORK,
                        Tool.Effect.CHANGES,
                        "Get your next task. Waits for one; if there is none, call it again. A task that you got and"
                                + " have not started comes first, so a repeat is safe.",
                        List.of(
                                Parameter.agent(),
                                MessageTools.read(),
                                optional("wait", TEXT, "How long to wait: 0s to 45s, usually 45s")),
                        call -> afterReading(call, this::claim)),
                new Tool(
                        "report",
                        Right.WORK,
                        Tool.Effect.CHANGES,
                        "Say how far you are with a task. Starts the task, renews its lease, and tells what is due.",
                        List.of(
                                Parameter.agent(),
                                Parameter.task(),
                                optional("progress", NUMBER, "0 to 100"),
                                optional("message", TEXT, "What you do now, in one line"),
                                MessageTools.read()),
                        call -> afterReading(call, this::report)),
                new Tool(
                        "finish",
                        Right.WORK,
                        Tool.Effect.CHANGES,
                        "End a task: with its result, or with the error that kept you from it.",
                        List.of(
                                Parameter.agent(),
                                Parameter.task(),
                                optional("result", ANY, "Text or JSON, at most 16 KiB"),
                                optional("error", ANY, "Why it failed; then give no result"),
                                MessageTools.read()),
                        call -> afterReading(call, this::finish)),
                new Tool(
                        "ask",
                        Right.WORK,
                        Tool.Effect.CHANGES,
                        "Ask people a question about your task, and wait for the answer. If none comes in time, call it"
                                + " again with the same question: it is asked once.",
                        List.of(
                                Parameter.agent(),
                                Parameter.task(),
                                required("question", TEXT, "What you must know to go on"),
                                optional("wait", TEXT, "How long to wait: 0s to 45s, usually 45s")),
                        this::ask));
    }

    /** The work of a tool that acknowledges messages, too. */
    private interface AgentWork {

        /**
         * Takes the arguments.
         *
         * @return does the work
         * @throws Rejection if an argument is wrong
         */
        Supplier<CompletableFuture<ToolResult>> of(ToolCall call, String agent);
    }

    /**
     * Acknowledges what the call says is read, and then does its work: a message to a task ends with the task. If an
     * argument is wrong, neither is done.
     */
    private CompletableFuture<ToolResult> afterReading(ToolCall call, AgentWork work) {
        String agent = call.agent();
        Supplier<CompletableFuture<ToolResult>> ready = work.of(call, agent);
        return messages.acknowledge(call, agent).thenCompose(read -> ready.get());
    }

    private CompletableFuture<ToolResult> join(ToolCall call) {
        boolean hasCapabilities = call.arguments().peek("capabilities") != null;
        List<String> capabilities = call.arguments().strings("capabilities");
        RegisterAgent.Amendment command = new RegisterAgent.Amendment(
                call.agent(),
                hasCapabilities ? capabilities : null,
                // Whoever thinks for long while it works also thinks for long before it starts.
                call.arguments()
                        .optionalDuration("lease")
                        .map(lease -> new Lease.Terms(lease, lease))
                        .orElse(null));
        return commands.give(call, command)
                .thenApply(done -> ToolResult.done(
                        "You are agent " + command.agentId() + " of swarm " + call.swarm()
                                + ". Call claim to get a task.",
                        McpJson.json(ReplyJson.body(done.reply()))));
    }

    private Supplier<CompletableFuture<ToolResult>> claim(ToolCall call, String agent) {
        Claim command = new Claim(agent, call.longest(), Lease.Terms.NONE, Claim.Unstarted.ANSWER);
        Giver giver = call.giver();
        giver.require(command);
        return () -> commands.submit(call, command, giver).thenCompose(done -> {
            Task task = done.reply().task();
            return task == null
                    ? commands.due(call, agent, List.of()).thenApply(TaskTexts::noTask)
                    : CompletableFuture.completedFuture(
                            TaskTexts.result(TaskTexts.toDo(task), task, dueOf(done.reply())));
        });
    }

    private Supplier<CompletableFuture<ToolResult>> report(ToolCall call, String agent) {
        ReportProgress command = new ReportProgress(
                call.task(),
                agent,
                null,
                call.arguments().optionalInteger("progress").orElse(null),
                call.arguments().optionalString("message").orElse(null));
        Giver giver = call.giver();
        giver.require(command);
        return () -> commands.withNews(
                        call.swarm(),
                        () -> started(call, command.taskId(), agent)
                                .thenCompose(ready -> commands.submit(call, command, giver)))
                .thenApply(done -> TaskTexts.result(
                        "Reported. Go on with task " + command.taskId() + ".", taskOf(done), dueOf(done.reply())));
    }

    /** Starts the task if the agent holds it and has not done so. A task that asks something stays as it is. */
    private CompletableFuture<SwarmState> started(ToolCall call, String task, String agent) {
        return commands.state(call.swarm()).thenCompose(state -> {
            boolean isUnstarted = state.task(task)
                    .filter(known -> known.isHeldBy(agent) && known.status() == TaskStatus.ASSIGNED)
                    .isPresent();
            return isUnstarted
                    ? commands.give(call, new StartTask(task, agent, null)).thenApply(done -> state)
                    : CompletableFuture.completedFuture(state);
        });
    }

    private Supplier<CompletableFuture<ToolResult>> finish(ToolCall call, String agent) {
        String task = call.task();
        Json result = call.arguments().json("result");
        Json error = call.arguments().json("error");
        if (result != null && error != null) {
            throw new Rejection(ErrorCode.BAD_FIELD, "a task ends with result or error, not with both");
        }
        Giver giver = call.giver();
        CompleteTask completion = new CompleteTask(task, agent, null, result);
        FailTask failure = new FailTask(task, agent, null, error);
        giver.require(error == null ? completion : failure);
        return () -> (error == null ? commands.submit(call, completion, giver) : fail(call, failure, giver))
                .thenCompose(done -> commands.due(call, agent, List.of())
                        .thenApply(due -> TaskTexts.result(
                                error == null
                                        ? "Task " + task + " is done. Call claim to get the next one."
                                        : "Your attempt at task " + task + " is over. Call claim to get the next task.",
                                taskOf(done),
                                due)));
    }

    /**
     * A failure that is told again finds the task pending, where only the number of the attempt says which one it is.
     */
    private CompletableFuture<Outcome.Committed> fail(ToolCall call, FailTask command, Giver giver) {
        return commands.withNews(
                call.swarm(),
                () -> commands.state(call.swarm()).thenCompose(state -> {
                    Integer attempt = state.task(command.taskId())
                            .filter(task -> task.status() == TaskStatus.PENDING)
                            .map(task -> task.attempt().number())
                            .orElse(null);
                    FailTask numbered = new FailTask(command.taskId(), command.agentId(), attempt, command.error());
                    return commands.submit(call, numbered, giver);
                }));
    }

    private CompletableFuture<ToolResult> ask(ToolCall call) {
        String agent = call.agent();
        String task = call.task();
        Json question = McpJson.string(call.arguments().string("question"));
        Duration wait = call.longest();
        Questions.Question asked = new Questions.Question(call, agent, task, question);
        asked.require();
        return commands.withNews(
                call.swarm(), () -> started(call, task, agent).thenCompose(state -> questions.ask(asked, state, wait)));
    }

    private static Task taskOf(Outcome.Committed done) {
        Task task = done.reply().task();
        if (task == null) {
            throw new Rejection(ErrorCode.UNKNOWN_TASK, "the task is no more");
        }
        return task;
    }

    private static Reply.@Nullable Due dueOf(Reply reply) {
        return reply instanceof Reply.TaskIs shown ? shown.due() : null;
    }
}
