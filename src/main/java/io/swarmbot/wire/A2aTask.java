package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task in the form of the Agent2Agent protocol. The swarm is the task's context, the result is an artifact, and a
 * question or an error is a message of the agent.
 */
public enum A2aTask {
    /** Version 1.0 of the specification, 4.1.1 "Task". */
    V1_0("a2a") {
        @Override
        void kind(JsonGenerator out, String kind) {}

        @Override
        String state(TaskStatus status) {
            return switch (status) {
                case PENDING, ASSIGNED -> "TASK_STATE_SUBMITTED";
                case RUNNING -> "TASK_STATE_WORKING";
                case INPUT_REQUIRED -> "TASK_STATE_INPUT_REQUIRED";
                case COMPLETED -> "TASK_STATE_COMPLETED";
                case FAILED -> "TASK_STATE_FAILED";
                case CANCELED -> "TASK_STATE_CANCELED";
            };
        }

        @Override
        String role() {
            return "ROLE_AGENT";
        }

        @Override
        String data(Json value) {
            return value.text();
        }
    },

    /** Version 0.3 of the specification, 6.1 "Task Object". */
    V0_3("a2a-0.3") {
        @Override
        void kind(JsonGenerator out, String kind) throws IOException {
            out.writeStringField("kind", kind);
        }

        @Override
        String state(TaskStatus status) {
            return switch (status) {
                case PENDING, ASSIGNED -> "submitted";
                case RUNNING -> "working";
                case INPUT_REQUIRED -> "input-required";
                case COMPLETED -> "completed";
                case FAILED -> "failed";
                case CANCELED -> "canceled";
            };
        }

        @Override
        String role() {
            return "agent";
        }

        /** This version has objects only: what is none is wrapped in one. */
        @Override
        String data(Json value) {
            return value.text().charAt(0) == '{' ? value.text() : "{\"value\":" + value.text() + "}";
        }
    };

    private final String view;

    A2aTask(String view) {
        this.view = view;
    }

    /** The form that a client asks for by this name; empty for any other name. */
    public static Optional<A2aTask> ofView(String view) {
        return Stream.of(values()).filter(each -> each.view.equals(view)).findFirst();
    }

    /** Writes which kind of object this is, if the version says so in a field. */
    abstract void kind(JsonGenerator out, String kind) throws IOException;

    /** A2A has no state for a task that was given to an agent and is not started. */
    abstract String state(TaskStatus status);

    abstract String role();

    /** The data of a part that is no text. */
    abstract String data(Json value);

    /** The task as JSON. */
    public byte[] json(String swarm, Task task) {
        return Wire.bytes(out -> {
            out.writeStartObject();
            kind(out, "task");
            out.writeStringField("id", task.id());
            out.writeStringField("contextId", swarm);
            out.writeObjectFieldStart("status");
            out.writeStringField("state", state(task.status()));
            Json message = message(task);
            if (message != null) {
                out.writeObjectFieldStart("message");
                kind(out, "message");
                out.writeStringField("role", role());
                out.writeStringField("messageId", task.id() + "-" + task.version());
                part(out, message);
                out.writeEndObject();
            }
            Wire.time(out, "timestamp", task.times().statusSince());
            out.writeEndObject();
            if (task.attempt().result() != null) {
                out.writeArrayFieldStart("artifacts");
                out.writeStartObject();
                out.writeStringField("artifactId", task.id() + "-result");
                part(out, task.attempt().result());
                out.writeEndObject();
                out.writeEndArray();
            }
            metadata(out, task);
            out.writeEndObject();
        });
    }

    private static @Nullable Json message(Task task) {
        return switch (task.status()) {
            case INPUT_REQUIRED -> task.attempt().question();
            case FAILED -> task.attempt().error();
            default -> null;
        };
    }

    /** A string is a text part, and any other value a data part. */
    private void part(JsonGenerator out, Json value) throws IOException {
        out.writeArrayFieldStart("parts");
        out.writeStartObject();
        if (value.text().charAt(0) == '"') {
            kind(out, "text");
            out.writeFieldName("text");
            out.writeRawValue(value.text());
        } else {
            kind(out, "data");
            out.writeFieldName("data");
            out.writeRawValue(data(value));
        }
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void metadata(JsonGenerator out, Task task) throws IOException {
        out.writeObjectFieldStart("metadata");
        out.writeStringField("type", task.type());
        out.writeStringField("status", task.status().wireName());
        out.writeNumberField("priority", task.priority());
        out.writeNumberField("attempt", task.attempt().number());
        Wire.strings(out, "assigned_agents", task.assignedAgents());
        Wire.integer(out, "progress", task.attempt().progress());
        Instant submittedAt = task.times().submittedAt();
        Wire.time(out, "submitted_at", submittedAt);
        Wire.time(out, "updated_at", task.times().updatedAt());
        out.writeEndObject();
    }
}
