package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies that REST answers with, in UTF-8. */
public final class Documents {

    private Documents() {}

    /** An error after RFC 9457, with the stable code beside the standard members. */
    public static byte[] problem(Rejection rejection) {
        return Wire.bytes(out -> write(out, rejection));
    }

    static void write(JsonGenerator out, Rejection rejection) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "urn:swarmbot:problem:" + rejection.code().wireName());
        out.writeStringField("title", rejection.code().title());
        out.writeNumberField("status", rejection.code().status());
        out.writeStringField("code", rejection.code().wireName());
        out.writeStringField("detail", rejection.detail());
        out.writeEndObject();
    }

    /** The whole snapshot; a function of the state, byte for byte. */
    public static byte[] snapshot(SwarmState state) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("swarm", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
            out.writeArrayFieldStart("agents");
            for (Agent agent : state.agents()) {
                EntityJson.write(out, agent);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("tasks");
            for (Task task : state.snapshotTasksAfter("")) {
                EntityJson.write(out, task);
            }
            out.writeEndArray();
            out.writeFieldName("totals");
            EntityJson.write(out, state.totals());
            out.writeEndObject();
        });
    }

    public static byte[] agent(Agent agent) {
        return Wire.bytes(out -> EntityJson.write(out, agent));
    }

    public static byte[] task(Task task) {
        return Wire.bytes(out -> EntityJson.write(out, task));
    }

    public static byte[] agents(Cursor cursor, Collection<Agent> agents) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("cursor", cursor.toString());
            out.writeArrayFieldStart("agents");
            for (Agent agent : agents) {
                EntityJson.write(out, agent);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** @param next what {@code after} has to be for the page behind this one; null on the last */
    public static byte[] tasks(Cursor cursor, Collection<Task> tasks, @Nullable String next) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("cursor", cursor.toString());
            out.writeArrayFieldStart("tasks");
            for (Task task : tasks) {
                EntityJson.write(out, task);
            }
            out.writeEndArray();
            Wire.string(out, "next", next);
            out.writeEndObject();
        });
    }

    public static byte[] swarms(List<SwarmState> states) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("swarms");
            for (SwarmState state : states) {
                out.writeStartObject();
                out.writeStringField("id", state.swarm());
                out.writeStringField("cursor", state.cursor().toString());
                out.writeNumberField("agents", state.agents().size());
                out.writeNumberField("open_tasks", state.openTasks());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    public static byte[] swarm(SwarmState state) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
            out.writeEndObject();
        });
    }

    public static byte[] transports(List<String> transports, Duration pollInterval) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("protocol", Notices.PROTOCOL);
            Wire.strings(out, "transports", transports);
            out.writeStringField("poll_interval", Times.write(pollInterval));
            out.writeEndObject();
        });
    }

    /**
     * An answer to a poll.
     *
     * @param isWrapped whether each event is in the envelope of CloudEvents
     * @param skipped how many events are not in it; null where it is not conflated
     * @param resetReason why the poller's cursor could not be served; null where it could
     */
    public static byte[] poll(
            String swarm,
            Cursor cursor,
            List<LogEntry> events,
            boolean isWrapped,
            @Nullable Integer skipped,
            boolean more,
            @Nullable String resetReason) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("cursor", cursor.toString());
            out.writeBooleanField("more", more);
            if (resetReason != null) {
                out.writeObjectFieldStart("reset");
                out.writeStringField("reason", resetReason);
                out.writeStringField("snapshot", Notices.snapshotPath(swarm));
                out.writeEndObject();
            }
            if (skipped != null) {
                out.writeNumberField("skipped", skipped);
            }
            if (isWrapped) {
                out.writeArrayFieldStart("events");
                for (LogEntry event : events) {
                    out.writeRawValue(new String(CloudEvents.wrap(swarm, event), StandardCharsets.UTF_8));
                }
                out.writeEndArray();
            } else {
                Wire.entries(out, "events", events);
            }
            out.writeEndObject();
        });
    }

    /** How the swarm does, and each of its agents. */
    public static byte[] metrics(Cursor cursor, SwarmMetrics metrics, List<SwarmMetrics.OfAgent> agents) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("cursor", cursor.toString());
            out.writeFieldName("metrics");
            EntityJson.write(out, metrics);
            out.writeArrayFieldStart("agents");
            for (SwarmMetrics.OfAgent agent : agents) {
                out.writeStartObject();
                out.writeStringField("id", agent.id());
                out.writeNumberField("load", agent.load());
                out.writeNumberField("reliability", EntityJson.rounded(agent.reliability()));
                out.writeNumberField("completed", agent.completed());
                out.writeNumberField("failed", agent.failed());
                out.writeNumberField("utilization", EntityJson.rounded(agent.utilization()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
