package io.swarmbot.mcp;

import static io.swarmbot.mcp.Parameter.Kind.ANY;
import static io.swarmbot.mcp.Parameter.Kind.NUMBER;
import static io.swarmbot.mcp.Parameter.Kind.TEXT;
import static io.swarmbot.mcp.Parameter.Kind.TEXTS;
import static io.swarmbot.mcp.Parameter.optional;
import static io.swarmbot.mcp.Parameter.required;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.grant.Right;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.PendingTasks;
import io.swarmbot.swarm.view.WhyPending;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.ReplyJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tools of those who give work, and of those who look at it.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class TaskTools {

    private static final int USUAL_SIZE = 20;

    /** Stands before the id of a task in the idempotency key of its submission, if the caller gave no key. */
    private static final String KEY = "mcp:";

    private final SwarmCommands commands;
    private final Executor workers;
    private final Clock clock;

    TaskTools(SwarmCommands commands, Executor workers, Clock clock) {
        this.commands = commands;
        this.workers = workers;
        this.clock = clock;
    }

    List<Tool> all() {
        return List.of(
                new Tool(
                        "submit",
                        Right.SUBMIT,
                        Tool.Effect.CHANGES,
                        "Give the swarm a new task. With an id or a key a repeat makes no second task.",
                        List.of(
                                required("type", TEXT, "What kind of work, in one word"),
                                optional("description", TEXT, "All that the agent must know"),
                                optional("input", ANY, "Text or JSON for the agent, at most 16 KiB"),
                                optional("requirements", TEXTS, "Capabilities that the agent needs"),
                                optional("priority", NUMBER, "1 (first) to 10, usually 5"),
                                optional("after", TEXTS, "Ids of tasks that must be completed before"),
                                optional("id", TEXT, "Its id; made for you if missing"),
                                optional("key", TEXT, "The same for each repeat")),
                        this::submit),
                new Tool(
                        "find",
                        Right.VIEW,
                        Tool.Effect.READS,
                        "List tasks, in order of their ids.",
                        List.of(
                                optional("status", TEXTS, statuses()),
                                optional("type", TEXT, "Only tasks of this type"),
                                optional("agent", TEXT, "Only tasks of this agent"),
                                optional("after", TEXT, "next of the page before"),
                                optional("limit", NUMBER, "1 to 100, usually 20")),
                        this::find),
                new Tool(
                        "look",
                        Right.VIEW,
                        Tool.Effect.READS,
                        "Show one task (and why it waits), one agent, or how the swarm is doing.",
                        List.of(optional("task", TEXT, "Id of a task"), optional("agent", TEXT, "Id of an agent")),
                        this::look));
    }

    private static String statuses() {
        return EnumSet.allOf(TaskStatus.class).stream()
                .map(TaskStatus::wireName)
                .collect(Collectors.joining(", "));
    }

    private CompletableFuture<ToolResult> submit(ToolCall call) {
        Fields fields = call.arguments();
        Json id = fields.peek("id");
        boolean hasKey = fields.peek("key") != null;
        fields.renamed("id", "task_id")
                .renamed("type", "task_type")
                .renamed("after", "dependencies")
                .renamed("key", "idempotency_key");
        if (id != null && !hasKey) {
            fields.with("idempotency_key", KEY + TaskTexts.shown(id));
        }
        Giver giver = call.giver();
        Command command = CommandReader.read("submit_task", fields, giver);
        return commands.submit(call, command, giver)
                .thenApply(done -> ToolResult.done(
                        done.reply().task() == null
                                ? "The task was submitted before, and is no more."
                                : "Submitted: " + TaskTexts.line(done.reply().task()),
                        done.reply().task() == null
                                ? McpJson.object(out -> out.writeNullField("task"))
                                : McpJson.json(ReplyJson.body(done.reply()))));
    }

    private CompletableFuture<ToolResult> find(ToolCall call) {
        call.caller().require(Right.VIEW, call.swarm());
        Fields fields = call.arguments();
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        for (String name : fields.strings("status")) {
            statuses.add(TaskStatus.ofWireName(name)
                    .orElseThrow(() -> new Rejection(
                            ErrorCode.BAD_FIELD,
                            "status has '" + McpError.shortened(name) + "', and may have " + statuses())));
        }
        String type = fields.optionalString("type").orElse(null);
        String agent = fields.optionalString("agent").orElse(null);
        String after = fields.optionalString("after").orElse("");
        int limit = fields.optionalInteger("limit").orElse(USUAL_SIZE);
        if (limit < 1 || limit > SwarmViews.MOST_SHOWN) {
            throw new Rejection(ErrorCode.BAD_FIELD, "limit is from 1 to " + SwarmViews.MOST_SHOWN + ", not " + limit);
        }
        return looking(call, state -> {
            SwarmViews.TaskPage page = SwarmViews.page(
                    state,
                    after,
                    limit,
                    task -> (statuses.isEmpty() || statuses.contains(task.status()))
                            && (type == null || type.equals(task.type()))
                            && (agent == null || task.assignedAgents().contains(agent)));
            String lines = page.tasks().stream().map(TaskTexts::line).collect(Collectors.joining("\n"));
            return ToolResult.done(
                    page.tasks().isEmpty()
                            ? "There is no such task."
                            : lines + (page.next() == null ? "" : "\nThere are more, after " + page.next() + "."),
                    SwarmViews.tasks(page));
        });
    }

    /** Makes a result on a worker thread: it may take a look at each task. */
    private CompletableFuture<ToolResult> looking(ToolCall call, Function<SwarmState, ToolResult> view) {
        return commands.withNews(
                call.swarm(), () -> commands.state(call.swarm()).thenApplyAsync(view, workers));
    }

    private CompletableFuture<ToolResult> look(ToolCall call) {
        call.caller().require(Right.VIEW, call.swarm());
        String task = optionalId(call, "task");
        String agent = optionalId(call, "agent");
        if (task != null && agent != null) {
            throw new Rejection(ErrorCode.BAD_FIELD, "look shows a task or an agent, not both at once");
        }
        return looking(call, state -> {
            if (task != null) {
                return ofTask(state, Named.task(state, task));
            }
            return agent != null
                    ? ofAgent(state, Named.agent(state, agent))
                    : ToolResult.done(SwarmViews.summaryText(state), SwarmViews.summary(state, clock.instant()));
        });
    }

    private static @Nullable String optionalId(ToolCall call, String name) {
        return call.arguments()
                .optionalString(name)
                .map(id -> Identifiers.require(name, id))
                .orElse(null);
    }

    private ToolResult ofTask(SwarmState state, Task task) {
        StringBuilder text = new StringBuilder(TaskTexts.line(task));
        add(text, "Description", task.description());
        add(text, "Input", task.input());
        add(text, "Message", task.attempt().message());
        add(text, "Result", task.attempt().result());
        add(text, "Error", task.attempt().error());
        WhyPending why = task.status() == TaskStatus.PENDING ? new PendingTasks(state, clock.instant()).of(task) : null;
        if (why != null) {
            List<String> reasons =
                    why.reasons().stream().map(each -> each.kind().wireName()).toList();
            add(text, "It waits because of", String.join(", ", reasons));
        }
        return ToolResult.done(text.toString(), McpJson.object(out -> {
            McpJson.raw(out, "task", McpJson.json(Documents.task(task)));
            if (why != null) {
                McpJson.raw(out, "why", McpJson.json(Documents.why(why)));
            }
        }));
    }

    private static void add(StringBuilder text, String what, @Nullable Json value) {
        add(text, what, value == null ? null : TaskTexts.shown(value));
    }

    private static void add(StringBuilder text, String what, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append('\n').append(what).append(": ").append(value);
        }
    }

    private static ToolResult ofAgent(SwarmState state, Agent agent) {
        List<String> held =
                state.heldBy(agent.id()).stream().map(TaskTexts::line).toList();
        String text = "Agent " + agent.id() + " is " + agent.mode().wireName() + ", "
                + agent.liveness().wireName() + ", " + agent.status().wireName() + "; it can: "
                + String.join(", ", agent.capabilities()) + ". It holds " + held.size() + " tasks.";
        return ToolResult.done(
                held.isEmpty() ? text : text + "\n" + String.join("\n", held),
                McpJson.object(out -> McpJson.raw(out, "agent", McpJson.json(Documents.agent(agent)))));
    }
}
