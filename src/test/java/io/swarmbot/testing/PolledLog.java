package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole log by polling. */
public final class PolledLog {

    private PolledLog() {}

    /** Reads every event from the first of the epoch to the head. Fails if a sequence number is missing. */
    public static List<JsonNode> all(Rest rest, String epoch) {
        List<JsonNode> events = new ArrayList<>();
        String cursor = epoch + "-0";
        boolean isMore = true;
        while (isMore) {
            HttpResponse<String> answer = rest.get("/events?limit=1000&after=" + cursor, "Accept", "application/json");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JsonText.parse(answer.body());
            assertThat(page.has("reset")).as(answer.body()).isFalse();
            page.path("events").forEach(events::add);
            cursor = StreamClient.cursorOf(page);
            isMore = page.path("more").asBoolean();
        }
        for (int n = 0; n < events.size(); n++) {
            assertThat(StreamClient.cursorOf(events.get(n))).isEqualTo(epoch + "-" + (n + 1));
        }
        return events;
    }
}
