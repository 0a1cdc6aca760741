package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskSpec;
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
        Wire.string(out, "assignment", agent.assignment().wireName());
        out.writeNumberField("slots", agent.slots());
        Wire.string(out, "mode", agent.mode().wireName());
        Wire.string(out, "status", agent.status().wireName());
        Wire.string(out, "current_task", agent.currentTask());
        Wire.string(out, "liveness", agent.liveness().wireName());
        Wire.json(out, "metrics", agent.metrics());
        Wire.json(out, "details", agent.details());
        out.writeNumberField("completed", agent.completed());
        out.writeNumberField("failed", agent.failed());
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
                fields.oneOf("assignment", Assignment::ofWireName),
                fields.optionalInteger("slots").orElseThrow(),
                fields.oneOf("mode", AgentMode::ofWireName),
                fields.oneOf("status", AgentStatus::ofWireName),
                fields.optionalString("current_task").orElse(null),
                fields.oneOf("liveness", Liveness::ofWireName),
                fields.json("metrics"),
                fields.json("details"),
                fields.optionalInteger("completed").orElseThrow(),
                fields.optionalInteger("failed").orElseThrow(),
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
        out.writeNumberField("max_attempts", task.maxAttempts());
        out.writeStringField("timeout", Times.write(task.timeout()));
        Wire.time(out, "deadline", task.deadline());
        out.writeNumberField("parts", task.spec().parts());
        Wire.string(out, "part_of", task.partOf());
        Wire.string(out, "status", task.status().wireName());
        Wire.strings(out, "assigned_agents", task.assignedAgents());
        out.writeNumberField("attempt", task.attempt());
        Wire.integer(out, "progress", task.progress());
        Wire.string(out, "message", task.message());
        Wire.json(out, "question", task.question());
        Wire.json(out, "answer", task.answer());
        Wire.time(out, "answer_by", task.answerBy());
        Wire.json(out, "result", task.result());
        Wire.json(out, "error", task.error());
        AlertKind alert = task.alert();
        Wire.string(out, "alert", alert == null ? null : alert.wireName());
        Wire.time(out, "submitted_at", task.submittedAt());
        Wire.time(out, "not_before", task.notBefore());
        Wire.time(out, "started_at", task.startedAt());
        Wire.time(out, "finished_at", task.finishedAt());
        Wire.time(out, "status_since", task.statusSince());
        Wire.time(out, "active_at", task.activeAt());
        Wire.time(out, "updated_at", task.updatedAt());
        out.writeNumberField("version", task.version());
        out.writeEndObject();
    }

    static Task task(Fields fields) {
        TaskSpec spec = new TaskSpec(
                fields.string("type"),
                fields.optionalString("description").orElse(null),
                fields.strings("requirements"),
                fields.optionalInteger("priority").orElseThrow(),
                fields.strings("dependencies"),
                fields.json("input"),
                fields.optionalInteger("max_attempts").orElseThrow(),
                Times.duration(fields.string("timeout")).orElseThrow(),
                optionalTime(fields, "deadline"),
                fields.optionalInteger("parts").orElseThrow(),
                fields.optionalString("part_of").orElse(null));
        return new Task(
                fields.string("id"),
                spec,
                fields.oneOf("status", TaskStatus::ofWireName),
                fields.strings("assigned_agents"),
                fields.optionalInteger("attempt").orElseThrow(),
                fields.optionalInteger("progress").orElse(null),
                fields.optionalString("message").orElse(null),
                fields.json("question"),
                fields.json("answer"),
                optionalTime(fields, "answer_by"),
                fields.json("result"),
                fields.json("error"),
                alert(fields, "alert"),
                time(fields, "submitted_at"),
                optionalTime(fields, "not_before"),
                optionalTime(fields, "started_at"),
                optionalTime(fields, "finished_at"),
                time(fields, "status_since"),
                time(fields, "active_at"),
                time(fields, "updated_at"),
                fields.optionalLong("version").orElseThrow());
    }

    static @Nullable AlertKind alert(Fields fields, String name) {
        return fields.optionalString(name).flatMap(AlertKind::ofWireName).orElse(null);
    }

    static void write(JsonGenerator out, Receipt receipt) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", receipt.key());
        out.writeStringField("hash", receipt.hash());
        out.writeBooleanField("created", receipt.created());
        Wire.string(out, "agent_id", receipt.agentId());
        Wire.string(out, "task_id", receipt.taskId());
        out.writeStringField("cursor", receipt.cursor().toString());
        Wire.time(out, "at", receipt.at());
        out.writeEndObject();
    }

    static Receipt receipt(Fields fields) {
        return new Receipt(
                fields.string("key"),
                fields.string("hash"),
                fields.bool("created"),
                fields.optionalString("agent_id").orElse(null),
                fields.optionalString("task_id").orElse(null),
                Cursor.parse(fields.string("cursor")).orElseThrow(),
                time(fields, "at"));
    }

    static void write(JsonGenerator out, SwarmMetrics metrics) throws IOException {
        out.writeStartObject();
        Wire.time(out, "at", metrics.at());
        out.writeStringField("window", Times.write(metrics.window()));
        out.writeFieldName("totals");
        write(out, metrics.totals());
        out.writeNumberField("completed", metrics.completed());
        out.writeNumberField("failed", metrics.failed());
        out.writeNumberField("canceled", metrics.canceled());
        out.writeNumberField("throughput", rounded(metrics.throughput()));
        out.writeFieldName("success_rate");
        if (metrics.successRate() == null) {
            out.writeNull();
        } else {
            out.writeNumber(rounded(metrics.successRate()));
        }
        Wire.integer(out, "mean_ms", metrics.meanMillis());
        Wire.integer(out, "p95_ms", metrics.p95Millis());
        out.writeEndObject();
    }

    static SwarmMetrics metrics(Fields fields) {
        return new SwarmMetrics(
                time(fields, "at"),
                Times.duration(fields.string("window")).orElseThrow(),
                totals(fields.object("totals")),
                fields.optionalInteger("completed").orElseThrow(),
                fields.optionalInteger("failed").orElseThrow(),
                fields.optionalInteger("canceled").orElseThrow(),
                fields.optionalNumber("throughput").orElseThrow(),
                fields.optionalNumber("success_rate").orElse(null),
                fields.optionalLong("mean_ms").orElse(null),
                fields.optionalLong("p95_ms").orElse(null));
    }

    /** Three digits are as much as such figures can mean. */
    static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
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
