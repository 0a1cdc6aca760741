package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.Totals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The figures of a swarm as JSON: its metrics and its totals. */
final class MetricsJson {

    private MetricsJson() {}

    static void write(JsonGenerator out, SwarmMetrics metrics) throws IOException {
        out.writeStartObject();
        Wire.time(out, "at", metrics.at());
        out.writeStringField("window", Times.write(metrics.window()));
        out.writeFieldName("totals");
        write(out, metrics.totals());
        out.writeNumberField("completed", metrics.completed());
        out.writeNumberField("failed", metrics.failed());
        out.writeNumberField("canceled", metrics.canceled());
        out.writeNumberField("throughput", rounded(metrics.throughput()));
        out.writeFieldName("success_rate");
        if (metrics.successRate() == null) {
            out.writeNull();
        } else {
            out.writeNumber(rounded(metrics.successRate()));
        }
        Wire.integer(out, "mean_ms", metrics.meanMillis());
        Wire.integer(out, "p95_ms", metrics.p95Millis());
        out.writeEndObject();
    }

    static SwarmMetrics read(Fields fields) {
        return new SwarmMetrics(
                EntityJson.time(fields, "at"),
                EntityJson.duration(fields, "window"),
                totals(fields.object("totals")),
                fields.optionalInteger("completed").orElseThrow(),
                fields.optionalInteger("failed").orElseThrow(),
                fields.optionalInteger("canceled").orElseThrow(),
                fields.optionalNumber("throughput").orElseThrow(),
                fields.optionalNumber("success_rate").orElse(null),
                fields.optionalLong("mean_ms").orElse(null),
                fields.optionalLong("p95_ms").orElse(null));
    }

    /** Rounds to three digits; more would claim a precision that such figures do not have. */
    static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    static void write(JsonGenerator out, Totals totals) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("agents");
        for (AgentStatus status : AgentStatus.values()) {
            out.writeNumberField(status.wireName(), totals.of(status));
        }
        out.writeEndObject();
        out.writeObjectFieldStart("tasks");
        for (TaskStatus status : TaskStatus.values()) {
            out.writeNumberField(status.wireName(), totals.of(status));
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    static Totals totals(Fields fields) {
        Fields agents = fields.object("agents");
        List<Long> ofAgents = new ArrayList<>();
        for (AgentStatus status : AgentStatus.values()) {
            ofAgents.add(agents.optionalLong(status.wireName()).orElse(0L));
        }
        Fields tasks = fields.object("tasks");
        List<Long> ofTasks = new ArrayList<>();
        for (TaskStatus status : TaskStatus.values()) {
            ofTasks.add(tasks.optionalLong(status.wireName()).orElse(0L));
        }
        return new Totals(ofAgents, ofTasks);
    }
}
