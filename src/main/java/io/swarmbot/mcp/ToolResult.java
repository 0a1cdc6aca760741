package io.swarmbot.mcp;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;

/**
 * What a call of a tool answers.
 *
 * @param text for the model: all that it needs to go on, because some clients show it nothing else
 * @param structured the same for programs: a JSON object
 */
record ToolResult(Kind kind, String text, Json structured) {

    enum Kind {
        DONE,
        /** The model can do something about it. Nothing was changed. */
        REFUSED
    }

    static ToolResult done(String text, Json structured) {
        return new ToolResult(Kind.DONE, text, structured);
    }

    static ToolResult refused(Rejection rejection) {
        String advice = Advice.of(rejection.code());
        String text = rejection.detail() + ". " + advice;
        return new ToolResult(Kind.REFUSED, text, McpJson.object(out -> {
            out.writeStringField("code", rejection.code().wireName());
            out.writeStringField("detail", rejection.detail());
            out.writeStringField("advice", advice);
            Long millis = rejection.retryAfterMillis();
            if (millis != null) {
                out.writeNumberField("retry_after_ms", millis);
            }
        }));
    }
}
