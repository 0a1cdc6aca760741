package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.Backlog;
import io.swarmbot.wire.Documents;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Short views of a swarm, which cost a model few words. */
final class SwarmViews {

    /** Agents and tasks that a view shows at the most. */
    static final int MOST_SHOWN = 100;

    private static final int MOST_DESCRIPTION = 200;

    /**
     * Some tasks of a swarm, in order of their ids.
     *
     * @param next the id after which the others come; null if these are all
     */
    record TaskPage(List<Task> tasks, @Nullable String next) {}

    private SwarmViews() {}

    /** How the swarm is doing. */
    static Json summary(SwarmState state, Instant now) {
        return McpJson.object(out -> {
            out.writeStringField("swarm", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
            out.writeObjectFieldStart("agents");
            for (AgentStatus status : AgentStatus.values()) {
                out.writeNumberField(status.wireName(), state.totals().of(status));
            }
            out.writeEndObject();
            out.writeObjectFieldStart("tasks");
            for (TaskStatus status : TaskStatus.values()) {
                out.writeNumberField(status.wireName(), state.totals().of(status));
            }
            out.writeEndObject();
            McpJson.raw(out, "backlog", McpJson.json(Documents.backlog(Backlog.of(state, null, null, now))));
        });
    }

    /** The same for people. */
    static String summaryText(SwarmState state) {
        StringBuilder text = new StringBuilder(
                "Swarm " + state.swarm() + ": " + state.agents().size() + " agents");
        for (TaskStatus status : TaskStatus.values()) {
            text.append(", ")
                    .append(state.totals().of(status))
                    .append(" tasks ")
                    .append(status.wireName());
        }
        return text.append('.').toString();
    }

    static Json agents(SwarmState state) {
        return McpJson.object(out -> {
            out.writeArrayFieldStart("agents");
            for (Agent agent : state.agents().stream().limit(MOST_SHOWN).toList()) {
                out.writeStartObject();
                out.writeStringField("id", agent.id());
                out.writeStringField("mode", agent.mode().wireName());
                out.writeStringField("status", agent.status().wireName());
                out.writeStringField("liveness", agent.liveness().wireName());
                McpJson.string(out, "current_task", agent.currentTask());
                out.writeArrayFieldStart("capabilities");
                for (String capability : agent.capabilities()) {
                    out.writeString(capability);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNumberField("total", state.agents().size());
        });
    }

    /** The tasks after that id that a caller wants, in a look at all of them. */
    static TaskPage page(SwarmState state, String after, int size, Predicate<Task> isWanted) {
        List<Task> found = new ArrayList<>();
        for (Task task : state.tasksAfter(after)) {
            if (isWanted.test(task)) {
                if (found.size() == size) {
                    return new TaskPage(found, found.get(size - 1).id());
                }
                found.add(task);
            }
        }
        return new TaskPage(found, null);
    }

    static Json tasks(TaskPage page) {
        return McpJson.object(out -> {
            out.writeArrayFieldStart("tasks");
            for (Task task : page.tasks()) {
                write(out, task);
            }
            out.writeEndArray();
            McpJson.string(out, "next", page.next());
        });
    }

    private static void write(JsonGenerator out, Task task) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", task.id());
        out.writeStringField("type", task.type());
        out.writeStringField("status", task.status().wireName());
        McpJson.string(out, "description", excerpt(task.description()));
        if (!task.assignedAgents().isEmpty()) {
            out.writeArrayFieldStart("agents");
            for (String agent : task.assignedAgents()) {
                out.writeString(agent);
            }
            out.writeEndArray();
        }
        if (task.attempt().progress() != null) {
            out.writeNumberField("progress", task.attempt().progress());
        }
        if (task.status() == TaskStatus.INPUT_REQUIRED && task.attempt().question() != null) {
            McpJson.raw(out, "question", task.attempt().question());
        }
        out.writeEndObject();
    }

    private static @Nullable String excerpt(@Nullable String text) {
        if (text == null || text.length() <= MOST_DESCRIPTION) {
            return text;
        }
        // Not between the halves of a surrogate pair.
        int end =
                Character.isHighSurrogate(text.charAt(MOST_DESCRIPTION - 1)) ? MOST_DESCRIPTION - 1 : MOST_DESCRIPTION;
        return text.substring(0, end) + "...";
    }
}
