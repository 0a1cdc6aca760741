package io.swarmbot.mcp;

import static io.swarmbot.mcp.Parameter.Kind.ANY;
import static io.swarmbot.mcp.Parameter.Kind.NUMBER;
import static io.swarmbot.mcp.Parameter.Kind.TEXT;
import static io.swarmbot.mcp.Parameter.optional;

import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.ProvideInput;
import io.swarmbot.command.Reply;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.Right;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.InboxEntry;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.ReplyJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The tools of those who steer.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class SteerTools {

    private static final int INBOX_SIZE = 20;
    private static final String ANSWER = "answer";
    private static final String SINCE = "since";

    /** How often an answer is given anew because something else happened to its task. */
    private static final int MOST_TRIES = 3;

    /** The commands by what the tool calls them. */
    private static final Map<String, String> ACTIONS = actions();

    private final SwarmCommands commands;
    private final SwarmCoordinator coordinator;
    private final Executor workers;
    private final Clock clock;

    SteerTools(SwarmCommands commands, SwarmCoordinator coordinator, Executor workers, Clock clock) {
        this.commands = commands;
        this.coordinator = coordinator;
        this.workers = workers;
        this.clock = clock;
    }

    private static Map<String, String> actions() {
        Map<String, String> actions = new LinkedHashMap<>();
        actions.put(ANSWER, "provide_input");
        actions.put("cancel", "cancel_task");
        actions.put("retry", "retry_task");
        actions.put("priority", "set_priority");
        actions.put("reassign", "reassign_task");
        actions.put("pause", "pause_agent");
        actions.put("resume", "resume_agent");
        actions.put("drain", "drain_agent");
        actions.put("remove", "remove_agent");
        return actions;
    }

    List<Tool> all() {
        return List.of(
                new Tool(
                        "inbox",
                        Right.STEER,
                        Tool.Effect.READS,
                        "List what waits for a person: questions, alerts, tasks that failed for good; longest first.",
                        List.of(optional("after", TEXT, "next of the page before")),
                        this::inbox),
                new Tool(
                        "steer",
                        Right.STEER,
                        Tool.Effect.CHANGES,
                        "Answer the question of a task; cancel, retry, reassign a task or change its priority; pause,"
                                + " resume, drain (no further tasks) or remove an agent.",
                        List.of(
                                new Parameter(
                                        "action",
                                        TEXT,
                                        Parameter.Need.REQUIRED,
                                        "What to do",
                                        List.copyOf(ACTIONS.keySet())),
                                optional("task", TEXT, "The task that is meant"),
                                optional("agent", TEXT, "The agent that is meant, or that gets the task"),
                                optional(ANSWER, ANY, "With answer: text or JSON"),
                                optional(SINCE, TEXT, "With answer: since of the question, as inbox shows it"),
                                optional("priority", NUMBER, "With priority: 1 (first) to 10"),
                                optional("reason", TEXT, "Why")),
                        this::steer));
    }

    private CompletableFuture<ToolResult> inbox(ToolCall call) {
        call.caller().require(Right.STEER, call.swarm());
        InboxPlace after =
                call.arguments().optionalString("after").map(InboxPlace::parse).orElse(InboxPlace.BEGIN);
        return coordinator
                .inboxes(name -> name.equals(call.swarm()))
                .thenApplyAsync(
                        inboxes -> {
                            InboxPage page = new InboxPage(after, INBOX_SIZE, clock.instant());
                            inboxes.forEach(each -> each.addTo(page));
                            return result(page);
                        },
                        workers);
    }

    private static ToolResult result(InboxPage page) {
        String lines = page.items().stream().map(SteerTools::line).collect(Collectors.joining("\n"));
        return ToolResult.done(
                lines.isEmpty() ? "Nothing waits for a person." : lines, McpJson.json(Documents.inbox(page)));
    }

    private static String line(InboxPage.Item item) {
        InboxEntry entry = item.entry();
        return entry.kind().wireName() + " of task " + entry.taskId()
                + (entry.agentId() == null ? "" : ", agent " + entry.agentId()) + ", since " + entry.since() + ": "
                + entry.text();
    }

    private CompletableFuture<ToolResult> steer(ToolCall call) {
        Fields fields = call.arguments();
        String action = fields.string("action");
        String type = ACTIONS.get(action);
        if (type == null) {
            throw new Rejection(
                    ErrorCode.BAD_FIELD,
                    "action is one of " + String.join(", ", ACTIONS.keySet()) + ", not '" + McpError.shortened(action)
                            + "'");
        }
        fields.renamed("task", "task_id").renamed("agent", "agent_id");
        CompletableFuture<Reply> reply = action.equals(ANSWER)
                ? answer(call, type)
                : commanded(call, CommandReader.read(type, fields, call.giver()));
        return reply.thenApply(shown -> ToolResult.done(
                "Done: " + action + ".",
                shown.content() == Reply.Content.NONE
                        ? McpJson.object(out -> out.writeNullField("agent"))
                        : McpJson.json(ReplyJson.body(shown))));
    }

    private CompletableFuture<Reply> commanded(ToolCall call, Command command) {
        return commands.submit(call, command, call.giver()).thenApply(Outcome.Committed::reply);
    }

    private CompletableFuture<Reply> answer(ToolCall call, String type) {
        Fields fields = call.arguments();
        Instant since = fields.optionalTime(SINCE)
                .orElseThrow(() -> new Rejection(
                        ErrorCode.MISSING_FIELD,
                        "'since' is missing: it says which question is answered, and stands in inbox"));
        ProvideInput answer = (ProvideInput) CommandReader.read(type, fields, call.giver());
        return commands.withNews(call.swarm(), () -> answerTo(call, answer, since, MOST_TRIES));
    }

    /**
     * Answers the question that a task has asked since then. If it is answered already, that is no fault if the answer
     * is the same. So an answer that is given again never becomes the answer to the next question.
     */
    private CompletableFuture<Reply> answerTo(ToolCall call, ProvideInput answer, Instant since, int tries) {
        return commands.state(call.swarm()).thenCompose(state -> {
            Task task = Named.task(state, answer.taskId());
            boolean isAsking = task.status() == TaskStatus.INPUT_REQUIRED;
            if (isAsking && since.equals(task.needsPersonSince())) {
                return commanded(call, answer.to(task)).exceptionallyCompose(failure -> {
                    boolean isChanged = Rejections.in(failure)
                            .filter(rejection -> rejection.code() == ErrorCode.VERSION_MISMATCH)
                            .isPresent();
                    return isChanged && tries > 1
                            ? answerTo(call, answer, since, tries - 1)
                            : CompletableFuture.failedFuture(failure);
                });
            }
            if (!isAsking && answer.answer().equals(task.attempt().answer())) {
                return CompletableFuture.completedFuture(Reply.of(task));
            }
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + task.id() + "' has no question since " + since + ": it is answered or over");
        });
    }
}
