package io.swarmbot.mcp;

import io.swarmbot.command.Reply;
import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.wire.ReplyJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a model of tasks. */
final class TaskTexts {

    private TaskTexts() {}

    /** A result that shows a task, and what is due to the agent that works on it. */
    static ToolResult result(String first, Task task, Reply.@Nullable Due due) {
        Reply reply = due == null ? Reply.of(task) : Reply.of(task).with(due);
        List<String> lines = new ArrayList<>(List.of(first));
        Attempt attempt = task.attempt();
        if (attempt.answer() != null && task.status() == TaskStatus.RUNNING) {
            lines.add("Your question: " + shown(attempt.question()) + " Its answer: " + shown(attempt.answer()));
        }
        if (due != null) {
            addTo(lines, due);
        }
        return ToolResult.done(String.join("\n", lines), McpJson.json(ReplyJson.body(reply)));
    }

    static void addTo(List<String> lines, Reply.Due due) {
        if (due.leaseUntil() != null) {
            lines.add("Your lease ends at " + due.leaseUntil() + ": call report before that, as often as it takes.");
        }
        for (SwarmMessage message : due.messages()) {
            lines.add("Message " + message.id() + " from " + (message.from() == null ? "somebody" : message.from())
                    + (message.taskId() == null ? "" : " about task " + message.taskId())
                    + (message.kind() == MessageKind.STEER ? ", read it now: " : ", for when your task is done: ")
                    + message.text());
        }
        if (!due.messages().isEmpty()) {
            lines.add("Name the messages that you have read in 'read' of your next call.");
        }
        if (!due.cancel().isEmpty()) {
            lines.add("Stop working on " + String.join(", ", due.cancel()) + ": nobody wants it any more.");
        }
    }

    /**
     * A result of a claim that found no task.
     *
     * @param due null if it is not known now
     */
    static ToolResult noTask(Reply.@Nullable Due due) {
        List<String> lines = new ArrayList<>(List.of("There is no task for you yet. Call claim again."));
        if (due != null) {
            addTo(lines, due);
        }
        return ToolResult.done(String.join("\n", lines), McpJson.object(out -> {
            out.writeNullField("task");
            if (due != null) {
                McpJson.raw(out, "due", McpJson.json(ReplyJson.due(due)));
            }
        }));
    }

    /** All that an agent must know to do the task. */
    static String toDo(Task task) {
        StringBuilder text = new StringBuilder("Your task is " + task.id() + " of type " + task.type() + ", attempt "
                + task.attempt().number() + " of " + task.maxAttempts() + ".");
        if (task.description() != null) {
            text.append("\nDescription: ").append(task.description());
        }
        if (task.input() != null) {
            text.append("\nInput: ").append(task.input().text());
        }
        if (task.attempt().error() != null) {
            text.append("\nThe attempt before failed: ")
                    .append(task.attempt().error().text());
        }
        return text.append("\nCall report now to start it, then work, then call finish.")
                .toString();
    }

    /** One task in a list. */
    static String line(Task task) {
        StringBuilder line = new StringBuilder(task.id() + " " + task.status().wireName() + ", type " + task.type());
        if (!task.assignedAgents().isEmpty()) {
            line.append(", agent ").append(String.join(" ", task.assignedAgents()));
        }
        Attempt attempt = task.attempt();
        if (attempt.progress() != null) {
            line.append(", ").append(attempt.progress()).append(" %");
        }
        if (task.status() == TaskStatus.INPUT_REQUIRED) {
            line.append(", asks: ").append(shown(attempt.question()));
        }
        return line.toString();
    }

    /** A value as a person would write it: a string without its quotes, unless something in it is escaped. */
    static String shown(@Nullable Json value) {
        String text = value == null ? "" : value.text();
        boolean isPlain = text.length() > 1 && text.startsWith("\"") && text.indexOf('\\') < 0;
        return isPlain ? text.substring(1, text.length() - 1) : text;
    }
}
