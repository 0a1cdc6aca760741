package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AgentEvent.AgentLivenessChanged;
import io.swarmbot.swarm.AgentEvent.AgentLogged;
import io.swarmbot.swarm.AgentEvent.AgentRegistered;
import io.swarmbot.swarm.AgentEvent.AgentRemoved;
import io.swarmbot.swarm.AgentEvent.AgentStatusChanged;
import io.swarmbot.swarm.AgentEvent.AgentUpdated;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.FileEvent.FileRemoved;
import io.swarmbot.swarm.FileEvent.FileShared;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.MessageEvent.MessageAcknowledged;
import io.swarmbot.swarm.MessageEvent.MessageAssigned;
import io.swarmbot.swarm.MessageEvent.MessageExpired;
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
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.TokenEvent.TokenMade;
import io.swarmbot.swarm.TokenEvent.TokenRemoved;
import io.swarmbot.swarm.TokenEvent.TokenRevoked;
import java.util.ArrayList;
import java.util.List;

/** Reads events from the JSON that {@link EventJson} writes. */
final class EventReader {

    private EventReader() {}

    /** @param local whether this replica wrote the event */
    static SwarmEvent read(String swarm, Fields fields, boolean local) {
        EventType type = fields.oneOf("type", EventType::ofWireName);
        Stamp stamp = new Stamp(
                swarm,
                Cursor.parse(fields.string("cursor")).orElseThrow(),
                EntityJson.time(fields, "timestamp"),
                local,
                fields.optionalString("actor").orElse(null),
                fields.optionalString("via").orElse(null),
                fields.optionalString("reason").orElse(null),
                fields.optionalObject("receipt").map(EntityJson::receipt).orElse(null),
                fields.optionalString("traceparent").orElse(null));
        return switch (type) {
            case AGENT_REGISTERED -> new AgentRegistered(stamp, EntityJson.agent(fields.object("agent")));
            case AGENT_UPDATED -> new AgentUpdated(stamp, EntityJson.agent(fields.object("agent")));
            case AGENT_REMOVED -> new AgentRemoved(stamp, fields.string("agent_id"));
            case AGENT_STATUS_CHANGED ->
                new AgentStatusChanged(
                        stamp,
                        fields.string("agent_id"),
                        fields.oneOf("previous_status", AgentStatus::ofWireName),
                        EntityJson.activity(fields));
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
                        AttemptJson.read(fields));
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
            case FILE_SHARED -> new FileShared(stamp, FileJson.stored(fields.object("file")));
            case FILE_REMOVED ->
                new FileRemoved(
                        stamp,
                        fields.string("file_id"),
                        fields.optionalString("agent_id").orElse(null),
                        fields.optionalString("task_id").orElse(null));
            case LOG ->
                new AgentLogged(
                        stamp,
                        fields.string("agent_id"),
                        fields.optionalString("task_id").orElse(null),
                        lines(fields),
                        fields.optionalInteger("dropped").orElseThrow());
            case MESSAGE_SENT -> new MessageSent(stamp, MessageJson.stored(fields.object("message")));
            case MESSAGE_ASSIGNED -> new MessageAssigned(stamp, fields.string("message_id"), fields.string("agent_id"));
            case MESSAGE_ACKNOWLEDGED ->
                new MessageAcknowledged(
                        stamp,
                        fields.string("message_id"),
                        fields.string("agent_id"),
                        fields.optionalString("task_id").orElse(null));
            case MESSAGE_EXPIRED ->
                new MessageExpired(
                        stamp,
                        fields.string("message_id"),
                        fields.optionalString("agent_id").orElse(null),
                        fields.optionalString("task_id").orElse(null));
            case TOKEN_MADE -> new TokenMade(stamp, TokenJson.stored(fields.object("token")));
            case TOKEN_REVOKED -> new TokenRevoked(stamp, fields.string("token_id"));
            case TOKEN_REMOVED -> new TokenRemoved(stamp, fields.string("token_id"));
            case SWARM_METRICS -> new MetricsTaken(stamp, MetricsJson.read(fields.object("metrics")));
        };
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
}
