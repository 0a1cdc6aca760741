package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Attempt;
import java.io.IOException;

/**
 * The attempt of a task as JSON. Its fields stand among those of the task, and among those of
 * {@code task_status_changed}: first what was said and done, later the times.
 */
final class AttemptJson {

    /** Not {@code lease}, which is what the submitter gave. */
    private static final String LEASE = "attempt_lease";

    private static final String START_WITHIN = "attempt_start_within";

    private AttemptJson() {}

    static void writeContent(JsonGenerator out, Attempt attempt) throws IOException {
        Wire.strings(out, "assigned_agents", attempt.assignedAgents());
        out.writeNumberField("attempt", attempt.number());
        Wire.duration(out, LEASE, attempt.terms().length());
        Wire.duration(out, START_WITHIN, attempt.terms().startWithin());
        Wire.integer(out, "progress", attempt.progress());
        Wire.string(out, "message", attempt.message());
        Wire.json(out, "question", attempt.question());
        Wire.json(out, "answer", attempt.answer());
        Wire.time(out, "answer_by", attempt.answerBy());
        Wire.json(out, "result", attempt.result());
        Wire.json(out, "error", attempt.error());
    }

    static void writeTimes(JsonGenerator out, Attempt attempt) throws IOException {
        Wire.time(out, "not_before", attempt.notBefore());
        Wire.time(out, "started_at", attempt.startedAt());
        Wire.time(out, "finished_at", attempt.finishedAt());
    }

    static Attempt read(Fields fields) {
        return new Attempt(
                fields.optionalInteger("attempt").orElseThrow(),
                EntityJson.terms(fields, LEASE, START_WITHIN),
                fields.strings("assigned_agents"),
                fields.optionalInteger("progress").orElse(null),
                fields.optionalString("message").orElse(null),
                fields.json("question"),
                fields.json("answer"),
                EntityJson.optionalTime(fields, "answer_by"),
                fields.json("result"),
                fields.json("error"),
                EntityJson.optionalTime(fields, "not_before"),
                EntityJson.optionalTime(fields, "started_at"),
                EntityJson.optionalTime(fields, "finished_at"));
    }
}
