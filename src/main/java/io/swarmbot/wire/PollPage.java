package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    public Document json() {
        return json(out -> Wire.entries(out, "events", events));
    }

    /** The page with each event in the envelope of CloudEvents. */
    public Document jsonOfCloudEvents() {
        return json(out -> {
            out.writeArrayFieldStart("events");
            for (LogEntry event : events) {
                out.writeRawValue(new String(CloudEvents.wrap(swarm, event), StandardCharsets.UTF_8));
            }
            out.writeEndArray();
        });
    }

    private Document json(Wire.Writing writeEvents) {
        return Wire.document(out -> {
            out.writeStartObject();
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
            writeEvents.to(out);
            out.writeEndObject();
        });
    }
}
