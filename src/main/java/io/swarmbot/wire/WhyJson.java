package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.view.WhyPending;
import java.io.IOException;

/** Why a task waits, as JSON. */
final class WhyJson {

    private WhyJson() {}

    static void write(JsonGenerator out, WhyPending why) throws IOException {
        out.writeStartObject();
        out.writeStringField("status", why.status().wireName());
        out.writeArrayFieldStart("reasons");
        for (WhyPending.Reason reason : why.reasons()) {
            write(out, reason);
        }
        out.writeEndArray();
        Wire.integer(out, "place", why.place());
        Wire.integer(out, "estimate_ms", why.estimateMillis());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, WhyPending.Reason reason) throws IOException {
        out.writeStartObject();
        out.writeStringField("reason", reason.kind().wireName());
        if (reason.agents() != null) {
            out.writeNumberField("agents", reason.agents());
        }
        if (reason.names() != null) {
            boolean isOfAgents = reason.kind() == WhyPending.Kind.NO_CAPABILITY;
            Wire.strings(out, isOfAgents ? "capabilities" : "tasks", reason.names());
        }
        if (reason.until() != null) {
            Wire.time(out, "until", reason.until());
        }
        out.writeEndObject();
    }
}
