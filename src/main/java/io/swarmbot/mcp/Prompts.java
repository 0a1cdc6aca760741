package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person may tell a model to do with one word. */
final class Prompts {

    static final String WORK = "work";

    private static final String DESCRIPTION = "Work on the tasks of the swarm until there are none";

    private Prompts() {}

    /** Writes the members of the answer to {@code prompts/list}. */
    static void list(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("prompts");
        out.writeStartObject();
        out.writeStringField("name", WORK);
        out.writeStringField("description", DESCRIPTION);
        out.writeArrayFieldStart("arguments");
        argument(out, "agent", "The id as which to work");
        argument(out, "capabilities", "What the agent can do, separated by commas");
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
    }

    private static void argument(JsonGenerator out, String name, String description) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("description", description);
        out.writeBooleanField("required", false);
        out.writeEndObject();
    }

    /**
     * The text of the prompt.
     *
     * @throws io.swarmbot.swarm.Rejection if an argument is wrong
     */
    static String work(String swarm, @Nullable String usualAgent, Fields arguments) {
        arguments.requireOnly(List.of("agent", "capabilities"));
        String agent = arguments
                .optionalString("agent")
                .map(id -> Identifiers.require("agent", id))
                .orElse(usualAgent);
        List<String> capabilities = new ArrayList<>();
        for (String each : arguments.optionalString("capabilities").orElse("").split(",")) {
            if (!each.isBlank()) {
                capabilities.add(Identifiers.require("capabilities", each.strip()));
            }
        }
        return """
                You work as %s in the swarm '%s'. Go on like this until claim has found no task three times in a row:
                1. Call join once%s, with the lease that you need: how long you may think without calling a tool.
                2. Call claim. If there is no task, call it again.
                3. Call report at once, to start the task. Then work on it, and call report whenever you have done a part, \
                before the lease ends.
                4. Read what each answer says is due: stop working on tasks that were canceled, do what messages say, and name \
                them in read of your next call.
                5. If you must know something from a person, call ask, and call it again with the same question until \
                there is an answer.
                6. Call finish with the result. If you cannot do the task, call finish with the error. Then go on with 2.
                If the answer of a call was lost, call it again in the same way.""".formatted(
                agent == null ? "an agent with an id of your choice (always the same)" : "agent '" + agent + "'",
                swarm,
                capabilities.isEmpty() ? "" : " with the capabilities " + String.join(", ", capabilities));
    }

    /** Writes the members of the answer to {@code prompts/get}. */
    static void message(JsonGenerator out, String text) throws IOException {
        out.writeStringField("description", DESCRIPTION);
        out.writeArrayFieldStart("messages");
        out.writeStartObject();
        out.writeStringField("role", "user");
        out.writeObjectFieldStart("content");
        out.writeStringField("type", "text");
        out.writeStringField("text", text);
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndArray();
    }
}
