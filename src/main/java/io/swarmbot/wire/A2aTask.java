package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task in the shape that the Agent2Agent protocol gives it (A2A specification 0.3, section 6.1 "Task Object"), for
 * programs that know that and not this service. The swarm is its context; its result is an artifact; what it asks and why
 * it failed are messages of its agent.
 */
public final class A2aTask {

    private A2aTask() {}

    public static byte[] of(String swarm, Task task) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("kind", "task");
            out.writeStringField("id", task.id());
            out.writeStringField("contextId", swarm);
            out.writeObjectFieldStart("status");
            out.writeStringField("state", state(task.status()));
            Json said = said(task);
            if (said != null) {
                out.writeObjectFieldStart("message");
                out.writeStringField("kind", "message");
                out.writeStringField("role", "agent");
                out.writeStringField("messageId", task.id() + "-" + task.version());
                part(out, said);
                out.writeEndObject();
            }
            Wire.time(out, "timestamp", task.statusSince());
            out.writeEndObject();
            if (task.result() != null) {
                out.writeArrayFieldStart("artifacts");
                out.writeStartObject();
                out.writeStringField("artifactId", task.id() + "-result");
                part(out, task.result());
                out.writeEndObject();
                out.writeEndArray();
            }
            metadata(out, task);
            out.writeEndObject();
        });
    }

    /** Who holds a task and has not begun is nobody's business there. */
    private static String state(TaskStatus status) {
        return switch (status) {
            case PENDING, ASSIGNED -> "submitted";
            case RUNNING -> "working";
            case INPUT_REQUIRED -> "input-required";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case CANCELED -> "canceled";
        };
    }

    private static @Nullable Json said(Task task) {
        return switch (task.status()) {
            case INPUT_REQUIRED -> task.question();
            case FAILED -> task.error();
            default -> null;
        };
    }

    /** A string is text; the data of a part is an object, so that any other value becomes one. */
    private static void part(JsonGenerator out, Json value) throws IOException {
        out.writeArrayFieldStart("parts");
        out.writeStartObject();
        char first = value.text().charAt(0);
        if (first == '"') {
            out.writeStringField("kind", "text");
            out.writeFieldName("text");
            out.writeRawValue(value.text());
        } else {
            out.writeStringField("kind", "data");
            out.writeFieldName("data");
            out.writeRawValue(first == '{' ? value.text() : "{\"value\":" + value.text() + "}");
        }
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void metadata(JsonGenerator out, Task task) throws IOException {
        out.writeObjectFieldStart("metadata");
        out.writeStringField("type", task.type());
        out.writeStringField("status", task.status().wireName());
        out.writeNumberField("priority", task.priority());
        out.writeNumberField("attempt", task.attempt());
        Wire.strings(out, "assigned_agents", task.assignedAgents());
        Wire.integer(out, "progress", task.progress());
        Instant submittedAt = task.submittedAt();
        Wire.time(out, "submitted_at", submittedAt);
        Wire.time(out, "updated_at", task.updatedAt());
        out.writeEndObject();
    }
}
