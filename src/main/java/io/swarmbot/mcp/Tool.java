package io.swarmbot.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.Right;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something that a model can call.
 *
 * @param rights a caller without any of them is not shown the tool. What a call may do is checked by its command or
 *     view
 * @param effect whether it may change something
 */
record Tool(String name, List<Right> rights, Effect effect, String description, List<Parameter> parameters, Work work) {

    enum Effect {
        READS,
        CHANGES
    }

    /** Does what a call asks for. */
    interface Work {

        /**
         * @return fails with a {@link io.swarmbot.swarm.Rejection} if it could not be done
         * @throws io.swarmbot.swarm.Rejection if an argument is wrong, or the caller may not do it
         */
        CompletableFuture<ToolResult> run(ToolCall call);
    }

    Tool {
        rights = List.copyOf(rights);
        parameters = List.copyOf(parameters);
    }

    Tool(String name, Right right, Effect effect, String description, List<Parameter> parameters, Work work) {
        this(name, List.of(right), effect, description, parameters, work);
    }

    /** Whether to show it to somebody with these rights in that swarm. */
    boolean isFor(Grants grants, String swarm) {
        return rights.stream().anyMatch(right -> grants.give(right, swarm));
    }

    List<String> names() {
        return parameters.stream().map(Parameter::name).toList();
    }

    /** @param usualAgent the agent that is meant if a call names none; null if each call must name one */
    void write(JsonGenerator out, @Nullable String usualAgent) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("description", description);
        out.writeObjectFieldStart("inputSchema");
        out.writeStringField("type", "object");
        out.writeObjectFieldStart("properties");
        for (Parameter each : parameters) {
            each.write(out);
        }
        out.writeEndObject();
        out.writeArrayFieldStart("required");
        for (Parameter each : parameters) {
            boolean isUsual = usualAgent != null && each.name().equals(Parameter.AGENT);
            if (each.need() == Parameter.Need.REQUIRED && !isUsual) {
                out.writeString(each.name());
            }
        }
        out.writeEndArray();
        out.writeBooleanField("additionalProperties", false);
        out.writeEndObject();
        if (effect == Effect.READS) {
            out.writeObjectFieldStart("annotations");
            out.writeBooleanField("readOnlyHint", true);
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
