package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a client may read of a swarm without calling a tool. */
final class Resources {

    private static final String ROOT = "swarmbot://";
    private static final String TASK = ROOT + "tasks/";
    private static final String JSON = "application/json";

    /** One resource of each swarm. */
    private enum Resource {
        SWARM("How the swarm is doing: agents, tasks and backlog") {
            @Override
            Json read(SwarmState state, Instant now) {
                return SwarmViews.summary(state, now);
            }
        },
        AGENTS("The first " + SwarmViews.MOST_SHOWN + " agents, in short") {
            @Override
            Json read(SwarmState state, Instant now) {
                return SwarmViews.agents(state);
            }
        },
        TASKS("The first " + SwarmViews.MOST_SHOWN + " tasks that are not over, in short") {
            @Override
            Json read(SwarmState state, Instant now) {
                return SwarmViews.tasks(SwarmViews.page(
                        state, "", SwarmViews.MOST_SHOWN, task -> !task.status().isFinished()));
            }
        };

        private final String description;
        private final String id = name().toLowerCase(java.util.Locale.ROOT);

        Resource(String description) {
            this.description = description;
        }

        String uri() {
            return ROOT + id;
        }

        abstract Json read(SwarmState state, Instant now);
    }

    private Resources() {}

    /** Writes the members of the answer to {@code resources/list}. */
    static void list(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("resources");
        for (Resource each : Resource.values()) {
            out.writeStartObject();
            out.writeStringField("uri", each.uri());
            out.writeStringField("name", each.id);
            out.writeStringField("description", each.description);
            out.writeStringField("mimeType", JSON);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Writes the members of the answer to {@code resources/templates/list}. */
    static void templates(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("resourceTemplates");
        out.writeStartObject();
        out.writeStringField("uriTemplate", TASK + "{task}");
        out.writeStringField("name", "task");
        out.writeStringField("description", "One task with all that is known of it");
        out.writeStringField("mimeType", JSON);
        out.writeEndObject();
        out.writeEndArray();
    }

    /** Whether there is such a resource, as far as its name tells. */
    static boolean isKnown(String uri) {
        return find(uri) != null || uri.startsWith(TASK);
    }

    private static @Nullable Resource find(String uri) {
        for (Resource each : Resource.values()) {
            if (each.uri().equals(uri)) {
                return each;
            }
        }
        return null;
    }

    /**
     * The content of a resource.
     *
     * @throws io.swarmbot.swarm.Rejection {@code bad_identifier}, {@code unknown_task}
     */
    static Json read(String uri, SwarmState state, Instant now) {
        Resource known = find(uri);
        return known == null
                ? McpJson.json(
                        Documents.task(Named.task(state, Identifiers.require("task", uri.substring(TASK.length())))))
                : known.read(state, now);
    }

    /** Writes the members of the answer to {@code resources/read}. */
    static void contents(JsonGenerator out, String uri, Json content) throws IOException {
        out.writeArrayFieldStart("contents");
        out.writeStartObject();
        out.writeStringField("uri", uri);
        out.writeStringField("mimeType", JSON);
        out.writeStringField("text", content.text());
        out.writeEndObject();
        out.writeEndArray();
    }
}
