package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * One argument of a tool.
 *
 * @param name as the client sends it
 * @param description for the model
 * @param values that it may have; empty if any value of its kind will do
 */
record Parameter(String name, Kind kind, Need need, String description, List<String> values) {

    static final String AGENT = "agent";

    enum Need {
        REQUIRED,
        OPTIONAL
    }

    enum Kind {
        TEXT,
        NUMBER,
        TEXTS,
        /** Any JSON. */
        ANY
    }

    static Parameter required(String name, Kind kind, String description) {
        return new Parameter(name, kind, Need.REQUIRED, description, List.of());
    }

    static Parameter optional(String name, Kind kind, String description) {
        return new Parameter(name, kind, Need.OPTIONAL, description, List.of());
    }

    /** The agent as which the caller works; it may be left out by those who work as one agent only. */
    static Parameter agent() {
        return required(AGENT, Kind.TEXT, "Your id as an agent");
    }

    static Parameter task() {
        return required("task", Kind.TEXT, "Id of the task");
    }

    /** Writes its JSON Schema. */
    void write(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(name);
        switch (kind) {
            case TEXT -> out.writeStringField("type", "string");
            case NUMBER -> out.writeStringField("type", "integer");
            case TEXTS -> {
                out.writeStringField("type", "array");
                out.writeObjectFieldStart("items");
                out.writeStringField("type", "string");
                out.writeEndObject();
            }
            case ANY -> {}
        }
        if (!values.isEmpty()) {
            out.writeArrayFieldStart("enum");
            for (String value : values) {
                out.writeString(value);
            }
            out.writeEndArray();
        }
        out.writeStringField("description", description);
        out.writeEndObject();
    }
}
