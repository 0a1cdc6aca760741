package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.Totals;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents and tasks as JSON. Every field is always there, in this order, so that a client which folds events into a
 * snapshot ends with the same bytes.
 */
final class EntityJson {

    private EntityJson() {}

    static void write(JsonGenerator out, Agent agent) throws IOException {
        out.writeStartObject();
        Wire.string(out, "id", agent.id());
        Wire.string(out, "name", agent.name());
        Wire.string(out, "role", agent.role());
        Wire.strings(out, "capabilities", agent.capabilities());
        Wire.string(out, "mode", agent.mode().wireName());
        Wire.string(out, "status", agent.status().wireName());
        Wire.string(out, "current_task", agent.currentTask());
        Wire.string(out, "liveness", agent.liveness().wireName());
        Wire.json(out, "metrics", agent.metrics());
        Wire.json(out, "details", agent.details());
        Wire.time(out, "registered_at", agent.registeredAt());
        Wire.time(out, "updated_at", agent.updatedAt());
        out.writeNumberField("version", agent.version());
        out.writeEndObject();
    }

    static Agent agent(Fields fields) {
        return new Agent(
                fields.string("id"),
                fields.string("name"),
                fields.optionalString("role").orElse(null),
                fields.strings("capabilities"),
                fields.oneOf("mode", AgentMode::ofWireName),
                fields.oneOf("status", AgentStatus::ofWireName),
                fields.optionalString("current_task").orElse(null),
                fields.oneOf("liveness", Liveness::ofWireName),
                fields.json("metrics"),
                fields.json("details"),
                time(fields, "registered_at"),
                time(fields, "updated_at"),
                fields.optionalLong("version").orElseThrow());
    }

    static void write(JsonGenerator out, Task task) throws IOException {
        out.writeStartObject();
        Wire.string(out, "id", task.id());
        Wire.string(out, "type", task.type());
        Wire.string(out, "description", task.description());
        Wire.strings(out, "requirements", task.requirements());
        out.writeNumberField("priority", task.priority());
        Wire.strings(out, "dependencies", task.dependencies());
        Wire.json(out, "input", task.input());
        Wire.string(out, "status", task.status().wireName());
        Wire.strings(out, "assigned_agents", task.assignedAgents());
        out.writeNumberField("attempt", task.attempt());
        Wire.integer(out, "progress", task.progress());
        Wire.string(out, "message", task.message());
        Wire.json(out, "result", task.result());
        Wire.json(out, "error", task.error());
        Wire.time(out, "submitted_at", task.submittedAt());
        Wire.time(out, "started_at", task.startedAt());
        Wire.time(out, "finished_at", task.finishedAt());
        Wire.time(out, "updated_at", task.updatedAt());
        out.writeNumberField("version", task.version());
        out.writeEndObject();
    }

    static Task task(Fields fields) {
        return new Task(
                fields.string("id"),
                fields.string("type"),
                fields.optionalString("description").orElse(null),
                fields.strings("requirements"),
                fields.optionalInteger("priority").orElseThrow(),
                fields.strings("dependencies"),
                fields.json("input"),
                fields.oneOf("status", TaskStatus::ofWireName),
                fields.strings("assigned_agents"),
                fields.optionalInteger("attempt").orElseThrow(),
                fields.optionalInteger("progress").orElse(null),
                fields.optionalString("message").orElse(null),
                fields.json("result"),
                fields.json("error"),
                time(fields, "submitted_at"),
                optionalTime(fields, "started_at"),
                optionalTime(fields, "finished_at"),
                time(fields, "updated_at"),
                fields.optionalLong("version").orElseThrow());
    }

    static void write(JsonGenerator out, Totals totals) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("agents");
        for (AgentStatus status : AgentStatus.values()) {
            out.writeNumberField(status.wireName(), totals.of(status));
        }
        out.writeEndObject();
        out.writeObjectFieldStart("tasks");
        for (TaskStatus status : TaskStatus.values()) {
            out.writeNumberField(status.wireName(), totals.of(status));
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    static Totals totals(Fields fields) {
        Fields agents = fields.object("agents");
        List<Long> ofAgents = new ArrayList<>();
        for (AgentStatus status : AgentStatus.values()) {
            ofAgents.add(agents.optionalLong(status.wireName()).orElse(0L));
        }
        Fields tasks = fields.object("tasks");
        List<Long> ofTasks = new ArrayList<>();
        for (TaskStatus status : TaskStatus.values()) {
            ofTasks.add(tasks.optionalLong(status.wireName()).orElse(0L));
        }
        return new Totals(ofAgents, ofTasks);
    }

    static Instant time(Fields fields, String name) {
        return Instant.parse(fields.string(name));
    }

    static @Nullable Instant optionalTime(Fields fields, String name) {
        Optional<String> text = fields.optionalString(name);
        return text.isEmpty() ? null : Instant.parse(text.get());
    }
}
