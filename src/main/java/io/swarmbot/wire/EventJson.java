package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmEvent.AgentLivenessChanged;
import io.swarmbot.swarm.SwarmEvent.AgentRegistered;
import io.swarmbot.swarm.SwarmEvent.AgentRemoved;
import io.swarmbot.swarm.SwarmEvent.AgentStatusChanged;
import io.swarmbot.swarm.SwarmEvent.AgentUpdated;
import io.swarmbot.swarm.SwarmEvent.TaskProgressed;
import io.swarmbot.swarm.SwarmEvent.TaskStatusChanged;
import io.swarmbot.swarm.SwarmEvent.TaskSubmitted;
import io.swarmbot.swarm.TaskStatus;
import java.io.IOException;

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
            case TASK_STATUS_CHANGED -> write(out, (TaskStatusChanged) event);
            case TASK_PROGRESS -> write(out, (TaskProgressed) event);
        }
        Wire.time(out, "timestamp", event.stamp().timestamp());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, AgentStatusChanged event) throws IOException {
        out.writeStringField("agent_id", event.agentId());
        out.writeStringField("status", event.status().wireName());
        out.writeStringField("previous_status", event.previousStatus().wireName());
        Wire.string(out, "current_task", event.currentTask());
        Wire.json(out, "details", event.details());
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
        Wire.json(out, "result", event.result());
        Wire.json(out, "error", event.error());
        Wire.time(out, "started_at", event.startedAt());
        Wire.time(out, "finished_at", event.finishedAt());
    }

    private static void write(JsonGenerator out, TaskProgressed event) throws IOException {
        out.writeStringField("task_id", event.taskId());
        out.writeStringField("agent_id", event.agentId());
        out.writeNumberField("attempt", event.attempt());
        Wire.integer(out, "progress", event.progress());
        Wire.string(out, "message", event.message());
    }

    static SwarmEvent read(String swarm, Fields fields, boolean local) {
        EventType type = fields.oneOf("type", EventType::ofWireName);
        Stamp stamp = new Stamp(
                swarm,
                Cursor.parse(fields.string("cursor")).orElseThrow(),
                EntityJson.time(fields, "timestamp"),
                local);
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
                        fields.json("details"));
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
                        fields.json("result"),
                        fields.json("error"),
                        EntityJson.optionalTime(fields, "started_at"),
                        EntityJson.optionalTime(fields, "finished_at"));
            case TASK_PROGRESS ->
                new TaskProgressed(
                        stamp,
                        fields.string("task_id"),
                        fields.string("agent_id"),
                        fields.optionalInteger("attempt").orElseThrow(),
                        fields.optionalInteger("progress").orElse(null),
                        fields.optionalString("message").orElse(null));
        };
    }
}
