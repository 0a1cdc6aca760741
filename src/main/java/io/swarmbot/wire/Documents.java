package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.swarm.view.Backlog;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.swarm.view.SwarmOverview;
import io.swarmbot.swarm.view.WhyPending;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies that REST answers with, in UTF-8. */
public final class Documents {

    private Documents() {}

    /** An error as RFC 9457 defines it, and the stable code as one member more. */
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
        retryAfter(out, rejection);
        out.writeEndObject();
    }

    /** Writes after how many milliseconds to come back; nothing if nobody knows. */
    static void retryAfter(JsonGenerator out, Rejection rejection) throws IOException {
        Long millis = rejection.retryAfterMillis();
        if (millis != null) {
            out.writeNumberField("retry_after_ms", millis);
        }
    }

    /** The whole snapshot. Equal states have equal bytes, in equal parts. */
    public static Document<SnapshotPart.Place> snapshot(SwarmState state) {
        return new SnapshotDocument(state);
    }

    /** What an export begins with. */
    public static byte[] exported(SwarmState state) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("swarm", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
            out.writeFieldName("totals");
            MetricsJson.write(out, state.totals());
            unreadable(out, state);
            out.writeEndObject();
        });
    }

    /** Writes how many agents and tasks are left out of a snapshot because they cannot be read; nothing if none are. */
    static void unreadable(JsonGenerator out, SwarmState state) throws IOException {
        StoredState.Unreadable unreadable = state.unreadable();
        if (!unreadable.isEmpty()) {
            out.writeObjectFieldStart("unreadable");
            out.writeNumberField("agents", unreadable.agents().size());
            out.writeNumberField("tasks", unreadable.tasks().size());
            out.writeEndObject();
        }
    }

    /** Writes how many entities are left out of a list because they cannot be read; nothing if none are. */
    private static void unreadable(JsonGenerator out, int count) throws IOException {
        if (count > 0) {
            out.writeNumberField("unreadable", count);
        }
    }

    public static byte[] agent(Agent agent) {
        return Wire.bytes(out -> EntityJson.write(out, agent));
    }

    public static byte[] task(Task task) {
        return Wire.bytes(out -> EntityJson.write(out, task));
    }

    public static byte[] message(SwarmMessage message) {
        return Wire.bytes(out -> MessageJson.write(out, message));
    }

    public static byte[] file(SharedFile file) {
        return Wire.bytes(out -> FileJson.write(out, file));
    }

    /**
     * Files of the state.
     *
     * @param next the parameter {@code after} of the following page; null on the last page
     */
    public static Document<Integer> files(SwarmState state, List<SharedFile> files, @Nullable String next) {
        return new ListDocument<>(
                out -> out.writeStringField("cursor", state.cursor().toString()),
                "files",
                files,
                (out, index, file) -> FileJson.write(out, file),
                out -> Wire.string(out, "next", next));
    }

    /** All agents of the state that can be read. */
    public static Document<Integer> agents(SwarmState state) {
        return new ListDocument<>(
                out -> out.writeStringField("cursor", state.cursor().toString()),
                "agents",
                List.copyOf(state.agents()),
                (out, index, agent) -> EntityJson.write(out, agent),
                out -> unreadable(out, state.unreadable().agents().size()));
    }

    /**
     * Tasks of the state.
     *
     * @param whys why each of the tasks waits, in the same order; null if nobody asked
     * @param next the parameter {@code page} of the following page; null on the last page
     */
    public static Document<Integer> tasks(
            SwarmState state, List<Task> tasks, @Nullable List<WhyPending> whys, @Nullable String next) {
        return new ListDocument<>(
                out -> out.writeStringField("cursor", state.cursor().toString()),
                "tasks",
                tasks,
                (out, index, task) -> {
                    out.writeStartObject();
                    EntityJson.writeFields(out, task);
                    if (whys != null) {
                        out.writeFieldName("why");
                        WhyJson.write(out, whys.get(index));
                    }
                    out.writeEndObject();
                },
                out -> {
                    Wire.string(out, "next", next);
                    unreadable(out, state.unreadable().tasks().size());
                });
    }

    public static Document<Integer> why(WhyPending why) {
        return Wire.document(out -> WhyJson.write(out, why));
    }

    public static Document<Integer> backlog(Backlog backlog) {
        return Wire.document(out -> {
            out.writeStartObject();
            out.writeNumberField("ready", backlog.ready());
            Wire.integer(out, "oldest_ready_ms", backlog.oldestReadyMillis());
            out.writeNumberField("running", backlog.running());
            out.writeNumberField("agents", backlog.agents());
            out.writeNumberField("wanted", backlog.wanted());
            out.writeEndObject();
        });
    }

    /** What waits for a person. */
    public static Document<Integer> inbox(InboxPage page) {
        InboxPlace next = page.next();
        return new ListDocument<>(
                out -> {},
                "entries",
                page.items(),
                (out, index, item) -> InboxMessages.write(out, item),
                out -> Wire.string(out, "next", next == null ? null : next.toString()));
    }

    public static Document<Integer> swarms(List<SwarmOverview> swarms) {
        return new ListDocument<>(
                out -> {},
                "swarms",
                swarms,
                (out, index, swarm) -> {
                    out.writeStartObject();
                    out.writeStringField("id", swarm.swarm());
                    out.writeStringField("cursor", swarm.cursor().toString());
                    out.writeNumberField("agents", swarm.agents());
                    out.writeNumberField("open_tasks", swarm.openTasks());
                    out.writeEndObject();
                },
                out -> {});
    }

    public static byte[] swarm(SwarmState state) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("id", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
            out.writeEndObject();
        });
    }

    /**
     * Where a client that is refused logs in, as RFC 9728 (2) defines it.
     *
     * @param resource the address of what is protected
     * @param issuer the address of the issuer of logins
     */
    public static byte[] protectedResource(String resource, String issuer) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("resource", resource);
            Wire.strings(out, "authorization_servers", List.of(issuer));
            Wire.strings(out, "bearer_methods_supported", List.of("header"));
            out.writeStringField("resource_name", "SwarmBot");
            out.writeEndObject();
        });
    }

    public static byte[] transports(
            List<String> transports, Duration pollInterval, List<String> logins, List<String> doors) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("protocol", StreamNotices.PROTOCOL);
            Wire.strings(out, "transports", transports);
            out.writeStringField("poll_interval", Times.write(pollInterval));
            Wire.strings(out, "login", logins);
            Wire.strings(out, "doors", doors);
            out.writeEndObject();
        });
    }

    /** Metrics of the swarm and of each of its agents. */
    public static Document<Integer> metrics(Cursor cursor, SwarmMetrics metrics, List<SwarmMetrics.OfAgent> agents) {
        return new ListDocument<>(
                out -> {
                    out.writeStringField("cursor", cursor.toString());
                    out.writeFieldName("metrics");
                    MetricsJson.write(out, metrics);
                },
                "agents",
                agents,
                (out, index, agent) -> {
                    out.writeStartObject();
                    out.writeStringField("id", agent.id());
                    out.writeNumberField("load", agent.load());
                    out.writeNumberField("reliability", MetricsJson.rounded(agent.reliability()));
                    out.writeNumberField("completed", agent.completed());
                    out.writeNumberField("failed", agent.failed());
                    out.writeNumberField("utilization", MetricsJson.rounded(agent.utilization()));
                    out.writeEndObject();
                },
                out -> {});
    }
}
