package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a poll.
 *
 * @param cursor the cursor that a client has reached once it has this page
 * @param more whether there are further events already
 * @param skipped how many events conflation left out; null if the poll did not ask for conflation
 * @param resetReason why the client's cursor could not be served; null if it could
 */
public record PollPage(
        String swarm,
        Cursor cursor,
        List<LogEntry> events,
        boolean more,
        @Nullable Integer skipped,
        @Nullable String resetReason) {

    /** The page with its events as they are stored. */
    public Document<Integer> json() {
        return json(LogEntry::json);
    }

    /** The page with each event in the envelope of CloudEvents. */
    public Document<Integer> jsonOfCloudEvents() {
        return json(event -> CloudEvents.wrap(swarm, event));
    }

    private Document<Integer> json(Function<LogEntry, byte[]> form) {
        return new ListDocument<>(
                this::writeHead,
                "events",
                events,
                (out, index, event) -> out.writeRawValue(new String(form.apply(event), StandardCharsets.UTF_8)),
                out -> {});
    }

    private void writeHead(JsonGenerator out) throws IOException {
        out.writeStringField("cursor", cursor.toString());
        out.writeBooleanField("more", more);
        if (resetReason != null) {
            out.writeObjectFieldStart("reset");
            out.writeStringField("reason", resetReason);
            out.writeStringField("snapshot", StreamNotices.snapshotPath(swarm));
            out.writeEndObject();
        }
        if (skipped != null) {
            out.writeNumberField("skipped", skipped);
        }
    }
}
