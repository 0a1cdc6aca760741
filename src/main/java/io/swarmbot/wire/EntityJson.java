package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.TaskTimes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents, tasks and receipts as JSON. Every field of an agent and a task is always there, in this order, so that a
 * client that folds events into a snapshot gets the same bytes as the service.
 */
final class EntityJson {

    private static final String LEASE = "lease";
    private static final String START_WITHIN = "start_within";

    private EntityJson() {}

    static void write(JsonGenerator out, Agent agent) throws IOException {
        out.writeStartObject();
        Wire.string(out, "id", agent.id());
        Wire.string(out, "name", agent.name());
        Wire.string(out, "role", agent.role());
        Wire.strings(out, "capabilities", agent.capabilities());
        Wire.string(out, "assignment", agent.assignment().wireName());
        out.writeNumberField("slots", agent.slots());
        write(out, agent.terms());
        Wire.string(out, "mode", agent.mode().wireName());
        Wire.string(out, "mode_by", agent.modeBy());
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
        Agent.Description description = new Agent.Description(
                fields.string("name"),
                fields.optionalString("role").orElse(null),
                fields.strings("capabilities"),
                fields.oneOf("assignment", Assignment::ofWireName),
                fields.optionalInteger("slots").orElseThrow(),
                terms(fields, LEASE, START_WITHIN),
                fields.json("metrics"));
        return new Agent(
                fields.string("id"),
                description,
                fields.oneOf("mode", AgentMode::ofWireName),
                fields.optionalString("mode_by").orElse(null),
                activity(fields),
                fields.oneOf("liveness", Liveness::ofWireName),
                time(fields, "registered_at"),
                time(fields, "updated_at"),
                fields.optionalLong("version").orElseThrow());
    }

    /** Reads the activity of an agent from the agent itself or from {@code agent_status_changed}. */
    static Agent.Activity activity(Fields fields) {
        return new Agent.Activity(
                fields.oneOf("status", AgentStatus::ofWireName),
                fields.optionalString("current_task").orElse(null),
                fields.json("details"),
                fields.optionalInteger("completed").orElseThrow(),
                fields.optionalInteger("failed").orElseThrow());
    }

    static void write(JsonGenerator out, Task task) throws IOException {
        out.writeStartObject();
        writeFields(out, task);
        out.writeEndObject();
    }

    /** Writes the fields of a task into an object that may have more of them. */
    static void writeFields(JsonGenerator out, Task task) throws IOException {
        Wire.string(out, "id", task.id());
        Wire.string(out, "type", task.type());
        Wire.string(out, "description", task.description());
        Wire.strings(out, "requirements", task.requirements());
        out.writeNumberField("priority", task.priority());
        Wire.strings(out, "dependencies", task.dependencies());
        Wire.json(out, "input", task.input());
        out.writeNumberField("max_attempts", task.maxAttempts());
        out.writeStringField("timeout", Times.write(task.timeout()));
        out.writeBooleanField("timeout_given", task.spec().timeoutGiven());
        write(out, task.spec().terms());
        Wire.time(out, "deadline", task.deadline());
        out.writeNumberField("parts", task.spec().parts());
        Wire.string(out, "part_of", task.partOf());
        Wire.string(out, "status", task.status().wireName());
        AttemptJson.writeContent(out, task.attempt());
        AlertKind alert = task.alert();
        Wire.string(out, "alert", alert == null ? null : alert.wireName());
        TaskTimes times = task.times();
        Wire.time(out, "submitted_at", times.submittedAt());
        AttemptJson.writeTimes(out, task.attempt());
        Wire.time(out, "status_since", times.statusSince());
        Wire.time(out, "active_at", times.activeAt());
        Wire.time(out, "updated_at", times.updatedAt());
        out.writeNumberField("version", task.version());
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
                duration(fields, "timeout"),
                // Tasks of earlier versions do not say it; their time-out counts as it did then.
                fields.optionalBoolean("timeout_given").orElse(true),
                terms(fields, LEASE, START_WITHIN),
                optionalTime(fields, "deadline"),
                parts(fields),
                fields.optionalString("part_of").orElse(null));
        TaskTimes times = new TaskTimes(
                time(fields, "submitted_at"),
                time(fields, "status_since"),
                time(fields, "active_at"),
                time(fields, "updated_at"));
        return new Task(
                fields.string("id"),
                spec,
                fields.oneOf("status", TaskStatus::ofWireName),
                AttemptJson.read(fields),
                times,
                alert(fields, "alert"),
                fields.optionalLong("version").orElseThrow());
    }

    static @Nullable AlertKind alert(Fields fields, String name) {
        return fields.optionalString(name).flatMap(AlertKind::ofWireName).orElse(null);
    }

    static void write(JsonGenerator out, Receipt receipt) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", receipt.key());
        out.writeStringField("hash", receipt.hash());
        Receipt.Answer answer = receipt.answer();
        out.writeBooleanField("created", answer.created());
        Wire.string(out, "agent_id", answer.agentId());
        Wire.string(out, "task_id", answer.taskId());
        if (answer.messageId() != null) {
            out.writeStringField("message_id", answer.messageId());
        }
        if (answer.lines() != null) {
            out.writeNumberField("accepted", answer.lines().accepted());
            out.writeNumberField("dropped", answer.lines().dropped());
        }
        out.writeStringField("cursor", receipt.cursor().toString());
        Wire.time(out, "at", receipt.at());
        out.writeEndObject();
    }

    static Receipt receipt(Fields fields) {
        Integer accepted = fields.optionalInteger("accepted").orElse(null);
        Receipt.Answer answer = new Receipt.Answer(
                fields.bool("created"),
                fields.optionalString("agent_id").orElse(null),
                fields.optionalString("task_id").orElse(null),
                fields.optionalString("message_id").orElse(null),
                accepted == null
                        ? null
                        : new Receipt.Lines(
                                accepted, fields.optionalInteger("dropped").orElseThrow()));
        return new Receipt(
                fields.string("key"),
                fields.string("hash"),
                answer,
                Cursor.parse(fields.string("cursor")).orElseThrow(),
                time(fields, "at"));
    }

    private static void write(JsonGenerator out, Lease.Terms terms) throws IOException {
        Wire.duration(out, LEASE, terms.length());
        Wire.duration(out, START_WITHIN, terms.startWithin());
    }

    /** Reads a lease that is stored in two fields. Entities of earlier versions have none. */
    static Lease.Terms terms(Fields fields, String lease, String startWithin) {
        return new Lease.Terms(optionalDuration(fields, lease), optionalDuration(fields, startWithin));
    }

    private static @Nullable Duration optionalDuration(Fields fields, String name) {
        return fields.optionalString(name).map(EntityJson::duration).orElse(null);
    }

    /** A number of parts of which each can be looked at. */
    private static int parts(Fields fields) {
        int parts = fields.integer("parts");
        if (parts != 0) {
            Limits.Whole.MAX_AGENTS.require(parts);
        }
        return parts;
    }

    /** A duration of which a time can be made. */
    static Duration duration(Fields fields, String name) {
        return duration(fields.string(name));
    }

    private static Duration duration(String text) {
        return Times.duration(text)
                .filter(duration -> duration.compareTo(Limits.LONGEST) <= 0)
                .orElseThrow();
    }

    static Instant time(Fields fields, String name) {
        return parsed(fields.string(name));
    }

    static @Nullable Instant optionalTime(Fields fields, String name) {
        Optional<String> text = fields.optionalString(name);
        return text.isEmpty() ? null : parsed(text.get());
    }

    /** A time that can be counted in milliseconds, as all that is due is. */
    private static Instant parsed(String text) {
        return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
    }
}
