package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmEvent.AgentLivenessChanged;
import io.swarmbot.swarm.SwarmEvent.AgentLogged;
import io.swarmbot.swarm.SwarmEvent.AgentRegistered;
import io.swarmbot.swarm.SwarmEvent.AgentRemoved;
import io.swarmbot.swarm.SwarmEvent.AgentStatusChanged;
import io.swarmbot.swarm.SwarmEvent.AgentUpdated;
import io.swarmbot.swarm.SwarmEvent.Alert;
import io.swarmbot.swarm.SwarmEvent.MetricsTaken;
import io.swarmbot.swarm.SwarmEvent.TaskAssigned;
import io.swarmbot.swarm.SwarmEvent.TaskProgressed;
import io.swarmbot.swarm.SwarmEvent.TaskStatusChanged;
import io.swarmbot.swarm.SwarmEvent.TaskSubmitted;
import io.swarmbot.swarm.SwarmEvent.TaskUpdated;
import io.swarmbot.swarm.TaskStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as JSON: type and cursor first, the time last, between them the new value of every field that changes. */
final class EventJson {

    private EventJson() {}

    static void write(JsonGenerator out, SwarmEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", event.type().wireName());
        out.writeStringField("cursor", event.stamp().cursor().toString());
        // One case for each type: Java 17 has no switch over a sealed interface, the enum stands in for it.
        switch (event.type()) {
            case AGENT_REGISTERED -> {
                out.writeStringField("agent_id", event.agentId());
                out.writeFieldName("agent");
                EntityJson.write(out, ((AgentRegistered) event).agent());
            }
            case AGENT_UPDATED -> {
                out.writeStringField("agent_id", event.agentId());
                out.writeFieldName("agent");
                EntityJson.write(out, ((AgentUpdated) event).agent());
            }
            case AGENT_REMOVED -> out.writeStringField("agent_id", event.agentId());
            case AGENT_STATUS_CHANGED -> write(out, (AgentStatusChanged) event);
            case AGENT_LIVENESS_CHANGED -> write(out, (AgentLivenessChanged) event);
            case TASK_SUBMITTED -> {
                out.writeStringField("task_id", event.taskId());
                out.writeFieldName("task");
                EntityJson.write(out, ((TaskSubmitted) event).task());
            }
            case TASK_UPDATED -> {
                TaskUpdated updated = (TaskUpdated) event;
                out.writeStringField("task_id", event.taskId());
                out.writeStringField("previous_status", updated.previousStatus().wireName());
                out.writeFieldName("task");
                EntityJson.write(out, updated.task());
            }
            case TASK_ASSIGNED -> {
                TaskAssigned assigned = (TaskAssigned) event;
                out.writeStringField("task_id", event.taskId());
                out.writeStringField("agent_id", event.agentId());
                out.writeStringField(
                        "previous_status", assigned.previousStatus().wireName());
                out.writeFieldName("task");
                EntityJson.write(out, assigned.task());
            }
            case TASK_STATUS_CHANGED -> write(out, (TaskStatusChanged) event);
            case TASK_PROGRESS -> write(out, (TaskProgressed) event);
            case ALERT -> write(out, (Alert) event);
            case LOG -> write(out, (AgentLogged) event);
            case SWARM_METRICS -> {
                out.writeFieldName("metrics");
                EntityJson.write(out, ((MetricsTaken) event).metrics());
            }
        }
        write(out, event.stamp());
        Wire.time(out, "timestamp", event.stamp().timestamp());
        out.writeEndObject();
    }

    /** What only some events bear. */
    private static void write(JsonGenerator out, Stamp stamp) throws IOException {
        if (stamp.actor() != null) {
            out.writeStringField("actor", stamp.actor());
        }
        if (stamp.reason() != null) {
            out.writeStringField("reason", stamp.reason());
        }
        if (stamp.receipt() != null) {
            out.writeFieldName("receipt");
            EntityJson.write(out, stamp.receipt());
        }
    }

    private static void write(JsonGenerator out, Alert event) throws IOException {
        out.writeStringField("task_id", event.taskId());
        Wire.string(out, "agent_id", event.agentId());
        Wire.string(out, "alert", wireName(event.alert()));
        Wire.string(out, "previous_alert", wireName(event.previousAlert()));
        Wire.string(out, "detail", event.detail());
    }

    private static @Nullable String wireName(@Nullable AlertKind alert) {
        return alert == null ? null : alert.wireName();
    }

    private static void write(JsonGenerator out, AgentLogged event) throws IOException {
        out.writeStringField("agent_id", event.agentId());
        Wire.string(out, "task_id", event.taskId());
        out.writeArrayFieldStart("lines");
        for (LogLine line : event.lines()) {
            out.writeStartObject();
            out.writeStringField("level", line.level().wireName());
            out.writeStringField("message", line.message());
            Wire.time(out, "at", line.at());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("dropped", event.dropped());
    }

    private static List<LogLine> lines(Fields fields) {
        List<LogLine> lines = new ArrayList<>();
        for (Fields line : fields.objects("lines")) {
            lines.add(new LogLine(
                    line.oneOf("level", LogLine.Level::ofWireName),
                    line.string("message"),
                    EntityJson.optionalTime(line, "at")));
        }
        return lines;
    }

    private static void write(JsonGenerator out, AgentStatusChanged event) throws IOException {
        out.writeStringField("agent_id", event.agentId());
        out.writeStringField("status", event.status().wireName());
        out.writeStringField("previous_status", event.previousStatus().wireName());
        Wire.string(out, "current_task", event.currentTask());
        Wire.json(out, "details", event.details());
        out.writeNumberField("completed", event.completed());
        out.writeNumberField("failed", event.failed());
    }

    private static void write(JsonGenerator out, AgentLivenessChanged event) throws IOException {
        out.writeStringField("agent_id", event.agentId());
        out.writeStringField("liveness", event.liveness().wireName());
        out.writeStringField("previous_liveness", event.previousLiveness().wireName());
    }

    private static void write(JsonGenerator out, TaskStatusChanged event) throws IOException {
        out.writeStringField("task_id", event.taskId());
        out.writeStringField("status", event.status().wireName());
        out.writeStringField("previous_status", event.previousStatus().wireName());
        Wire.string(out, "agent_id", event.agentId());
        Wire.strings(out, "assigned_agents", event.assignedAgents());
        out.writeNumberField("attempt", event.attempt());
        Wire.integer(out, "progress", event.progress());
        Wire.string(out, "message", event.message());
        Wire.json(out, "question", event.question());
        Wire.json(out, "answer", event.answer());
        Wire.time(out, "answer_by", event.answerBy());
        Wire.json(out, "result", event.result());
        Wire.json(out, "error", event.error());
        Wire.time(out, "not_before", event.notBefore());
        Wire.time(out, "started_at", event.startedAt());
        Wire.time(out, "finished_at", event.finishedAt());
        Wire.time(out, "status_since", event.stamp().timestamp());
        Wire.time(out, "active_at", event.stamp().timestamp());
    }

    private static void write(JsonGenerator out, TaskProgressed event) throws IOException {
        out.writeStringField("task_id", event.taskId());
        Wire.string(out, "agent_id", event.agentId());
        out.writeNumberField("attempt", event.attempt());
        Wire.integer(out, "progress", event.progress());
        Wire.string(out, "message", event.message());
        Wire.time(out, "active_at", event.stamp().timestamp());
    }

    static SwarmEvent read(String swarm, Fields fields, boolean local) {
        EventType type = fields.oneOf("type", EventType::ofWireName);
        Stamp stamp = new Stamp(
                swarm,
                Cursor.parse(fields.string("cursor")).orElseThrow(),
                EntityJson.time(fields, "timestamp"),
                local,
                fields.optionalString("actor").orElse(null),
                fields.optionalString("reason").orElse(null),
                fields.optionalObject("receipt").map(EntityJson::receipt).orElse(null));
        return switch (type) {
            case AGENT_REGISTERED -> new AgentRegistered(stamp, EntityJson.agent(fields.object("agent")));
            case AGENT_UPDATED -> new AgentUpdated(stamp, EntityJson.agent(fields.object("agent")));
            case AGENT_REMOVED -> new AgentRemoved(stamp, fields.string("agent_id"));
            case AGENT_STATUS_CHANGED ->
                new AgentStatusChanged(
                        stamp,
                        fields.string("agent_id"),
                        fields.oneOf("status", AgentStatus::ofWireName),
                        fields.oneOf("previous_status", AgentStatus::ofWireName),
                        fields.optionalString("current_task").orElse(null),
                        fields.json("details"),
                        fields.optionalInteger("completed").orElseThrow(),
                        fields.optionalInteger("failed").orElseThrow());
            case AGENT_LIVENESS_CHANGED ->
                new AgentLivenessChanged(
                        stamp,
                        fields.string("agent_id"),
                        fields.oneOf("liveness", Liveness::ofWireName),
                        fields.oneOf("previous_liveness", Liveness::ofWireName));
            case TASK_SUBMITTED -> new TaskSubmitted(stamp, EntityJson.task(fields.object("task")));
            case TASK_STATUS_CHANGED ->
                new TaskStatusChanged(
                        stamp,
                        fields.string("task_id"),
                        fields.oneOf("status", TaskStatus::ofWireName),
                        fields.oneOf("previous_status", TaskStatus::ofWireName),
                        fields.optionalString("agent_id").orElse(null),
                        fields.strings("assigned_agents"),
                        fields.optionalInteger("attempt").orElseThrow(),
                        fields.optionalInteger("progress").orElse(null),
                        fields.optionalString("message").orElse(null),
                        fields.json("question"),
                        fields.json("answer"),
                        EntityJson.optionalTime(fields, "answer_by"),
                        fields.json("result"),
                        fields.json("error"),
                        EntityJson.optionalTime(fields, "not_before"),
                        EntityJson.optionalTime(fields, "started_at"),
                        EntityJson.optionalTime(fields, "finished_at"));
            case TASK_PROGRESS ->
                new TaskProgressed(
                        stamp,
                        fields.string("task_id"),
                        fields.optionalString("agent_id").orElse(null),
                        fields.optionalInteger("attempt").orElseThrow(),
                        fields.optionalInteger("progress").orElse(null),
                        fields.optionalString("message").orElse(null));
            case TASK_UPDATED ->
                new TaskUpdated(
                        stamp,
                        EntityJson.task(fields.object("task")),
                        fields.oneOf("previous_status", TaskStatus::ofWireName));
            case TASK_ASSIGNED ->
                new TaskAssigned(
                        stamp,
                        fields.string("agent_id"),
                        EntityJson.task(fields.object("task")),
                        fields.oneOf("previous_status", TaskStatus::ofWireName));
            case ALERT ->
                new Alert(
                        stamp,
                        fields.string("task_id"),
                        fields.optionalString("agent_id").orElse(null),
                        EntityJson.alert(fields, "alert"),
                        EntityJson.alert(fields, "previous_alert"),
                        fields.optionalString("detail").orElse(null));
            case LOG ->
                new AgentLogged(
                        stamp,
                        fields.string("agent_id"),
                        fields.optionalString("task_id").orElse(null),
                        lines(fields),
                        fields.optionalInteger("dropped").orElseThrow());
            case SWARM_METRICS -> new MetricsTaken(stamp, EntityJson.metrics(fields.object("metrics")));
        };
    }
}
