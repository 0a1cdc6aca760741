package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent.AgentLivenessChanged;
import io.swarmbot.swarm.AgentEvent.AgentLogged;
import io.swarmbot.swarm.AgentEvent.AgentRegistered;
import io.swarmbot.swarm.AgentEvent.AgentStatusChanged;
import io.swarmbot.swarm.AgentEvent.AgentUpdated;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.FileEvent;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.MessageEvent.MessageSent;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmEvent.MetricsTaken;
import io.swarmbot.swarm.TaskEvent.Alert;
import io.swarmbot.swarm.TaskEvent.TaskAssigned;
import io.swarmbot.swarm.TaskEvent.TaskProgressed;
import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskEvent.TaskSubmitted;
import io.swarmbot.swarm.TaskEvent.TaskUpdated;
import io.swarmbot.swarm.TokenEvent;
import io.swarmbot.swarm.TokenEvent.TokenMade;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as JSON: first the type and the cursor, then the new value of every field that changes, at the end the
 * time.
 */
final class EventJson {

    private EventJson() {}

    static void write(JsonGenerator out, SwarmEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", event.type().wireName());
        out.writeStringField("cursor", event.stamp().cursor().toString());
        // Java 17 has no switch over the kinds of a sealed interface, so this is a switch over the types of events.
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
            case MESSAGE_SENT -> {
                writeNames(out, (MessageEvent) event);
                out.writeFieldName("message");
                MessageJson.write(out, ((MessageSent) event).message());
            }
            case MESSAGE_ASSIGNED, MESSAGE_ACKNOWLEDGED, MESSAGE_EXPIRED -> writeNames(out, (MessageEvent) event);
            case FILE_SHARED -> {
                writeNames(out, (FileEvent) event);
                out.writeFieldName("file");
                FileJson.write(out, ((FileEvent.FileShared) event).file());
            }
            case FILE_REMOVED -> writeNames(out, (FileEvent) event);
            case LOG -> write(out, (AgentLogged) event);
            case SWARM_METRICS -> {
                out.writeFieldName("metrics");
                MetricsJson.write(out, ((MetricsTaken) event).metrics());
            }
            case TOKEN_MADE -> {
                out.writeFieldName("token");
                TokenJson.write(out, ((TokenMade) event).token());
            }
            case TOKEN_REVOKED, TOKEN_REMOVED -> out.writeStringField("token_id", ((TokenEvent) event).tokenId());
        }
        write(out, event.stamp());
        Wire.time(out, "timestamp", event.stamp().timestamp());
        out.writeEndObject();
    }

    private static void writeNames(JsonGenerator out, MessageEvent event) throws IOException {
        out.writeStringField("message_id", event.messageId());
        Wire.string(out, "agent_id", event.agentId());
        Wire.string(out, "task_id", event.taskId());
    }

    private static void writeNames(JsonGenerator out, FileEvent event) throws IOException {
        out.writeStringField("file_id", event.fileId());
        Wire.string(out, "agent_id", event.agentId());
        Wire.string(out, "task_id", event.taskId());
    }

    /** Writes the fields that only some events have. */
    private static void write(JsonGenerator out, Stamp stamp) throws IOException {
        if (stamp.actor() != null) {
            out.writeStringField("actor", stamp.actor());
        }
        if (stamp.via() != null) {
            out.writeStringField("via", stamp.via());
        }
        if (stamp.reason() != null) {
            out.writeStringField("reason", stamp.reason());
        }
        if (stamp.receipt() != null) {
            out.writeFieldName("receipt");
            EntityJson.write(out, stamp.receipt());
        }
        if (stamp.traceparent() != null) {
            out.writeStringField("traceparent", stamp.traceparent());
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

    private static void write(JsonGenerator out, AgentStatusChanged event) throws IOException {
        out.writeStringField("agent_id", event.agentId());
        out.writeStringField("status", event.status().wireName());
        out.writeStringField("previous_status", event.previousStatus().wireName());
        Agent.Activity activity = event.activity();
        Wire.string(out, "current_task", activity.currentTask());
        Wire.json(out, "details", activity.details());
        out.writeNumberField("completed", activity.completed());
        out.writeNumberField("failed", activity.failed());
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
        AttemptJson.writeContent(out, event.attempt());
        AttemptJson.writeTimes(out, event.attempt());
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
}
