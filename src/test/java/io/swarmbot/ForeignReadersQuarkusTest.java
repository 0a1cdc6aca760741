package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Popular readers of server-sent events resume behind what their filter hid. Some of them take an {@code id:} only from
 * an event with data, and one gives an event without data to its handler.
 */
@QuarkusTest
@TestProfile(SmallLimits.class)
@Tag("stress-only")
class ForeignReadersQuarkusTest {

    private static final int READERS = 5;

    @TestHTTPResource("/")
    URI server;

    @Test
    void heartbeatMovesTheCursorOfEveryReaderAndCallsNoOtherHandler() {
        Rest rest = Rest.inNewSwarm(server);
        String start = rest.cursor();

        JsonNode readers = ForeignTools.follow(server, rest.swarm());

        String head = rest.cursor();
        assertThat(head).as("cursor of the hidden event").isNotEqualTo(start);
        assertThat(readers).hasSize(READERS);
        assertSoftly(softly -> readers.properties()
                .forEach(reader -> assertResumes(softly, reader.getKey(), reader.getValue(), start, head)));
    }

    private static void assertResumes(SoftAssertions softly, String name, JsonNode reader, String start, String head) {
        softly.assertThat(reader.path("requests").toString())
                .as("Last-Event-ID of each request of %s", name)
                .isEqualTo("[null,\"" + head + "\"]");
        softly.assertThat(reader.path("errors")).as("errors of %s", name).isEmpty();
        List<JsonNode> events = new ArrayList<>();
        reader.path("events").forEach(events::add);
        softly.assertThat(events)
                .as("events of %s whose data is not a message of their type", name)
                .filteredOn(event -> !event.at("/message/type").equals(event.path("name")))
                .isEmpty();
        softly.assertThat(events)
                .as("events of %s except heartbeats", name)
                .filteredOn(event -> !event.path("name").asText().equals("heartbeat"))
                .extracting(ForeignReadersQuarkusTest::describe)
                .containsExactly("connected at " + start, "connected, resumed, at " + head);
    }

    private static String describe(JsonNode event) {
        JsonNode message = event.path("message");
        return event.path("name").asText()
                + (message.path("resumed").asBoolean() ? ", resumed," : "")
                + (message.has("cursor") ? " at " + message.path("cursor").asText() : "");
    }
}
