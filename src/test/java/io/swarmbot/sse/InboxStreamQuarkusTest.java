package io.swarmbot.sse;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.push.Hub;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.EventStreamClient.Block;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.wire.InboxMessages;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream of the inbox over HTTP. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class InboxStreamQuarkusTest {

    private static final String PATH = "/api/v1/inbox/events";

    @TestHTTPResource("/")
    URI server;

    @Inject
    Hub hub;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1");
    }

    /** Other tests of this service begin with an inbox of their own size. */
    @AfterEach
    void deleteSwarm() {
        rest.delete();
    }

    private void fail(String task) {
        rest.submit(task);
        rest.send("POST", "/tasks/" + task + "/reassign", "{\"agent_id\":\"a1\"}");
        rest.send("POST", "/tasks/" + task + "/fail", "{\"agent_id\":\"a1\",\"error\":\"no\",\"retry\":false}");
    }

    private JsonNode awaitEntry(StreamClient client, String type, String task) {
        return client.await(
                type + " " + task,
                message -> StreamClient.typeOf(message).equals(type)
                        && message.at("/entry/swarm").asText().equals(rest.swarm())
                        && message.at("/entry/task_id").asText().equals(task));
    }

    @Test
    void messagesAreThoseOfTheDocumentAndHaveNoIds() {
        ApiDocuments documents = ApiDocuments.of(server);
        fail("t1");
        try (EventStreamClient client = EventStreamClient.openInbox(server, "")) {
            fail("t2");
            JsonNode added = awaitEntry(client, "added", "t2");
            rest.send("POST", "/tasks/t1/retry", null);
            JsonNode removed = awaitEntry(client, "removed", "t1");

            List<JsonNode> listed = new ArrayList<>();
            JsonNode list = Rest.json(Rest.exchange(server, "GET", "/api/v1/inbox", null));
            list.path("entries").forEach(listed::add);
            assertThat(client.await("begin").path("entries")).contains(removed.path("entry"));
            assertThat(listed.stream().map(entry -> entry.path("task_id").asText() + entry.path("text")))
                    .contains("t2" + added.at("/entry/text"));
            assertThat(client.blocks()).extracting(Block::id).containsOnlyNulls();
            Set<String> types = new TreeSet<>(Set.of("more", "reconnect", "ended"));
            for (JsonNode message : client.messages()) {
                types.add(StreamClient.typeOf(message));
                documents.assertFits(ApiDocuments.message("inbox_" + StreamClient.typeOf(message)), message);
            }
            documents.assertFits(
                    ApiDocuments.message("inbox_more"),
                    ApiDocuments.parse(new String(InboxMessages.more(true).json(), StandardCharsets.UTF_8)));
            Set<String> documented = new TreeSet<>();
            documents
                    .asyncapi()
                    .at("/channels/inbox/messages")
                    .fieldNames()
                    .forEachRemaining(name -> documented.add(name.replace("inbox_", "")));
            assertThat(types).isEqualTo(documented);
        }
    }

    @Test
    void silentStreamHasComments() {
        try (EventStreamClient client = EventStreamClient.openInbox(server, "")) {
            await().until(() -> client.blocks().stream()
                            .filter(block -> block.event() == null)
                            .count()
                    > 2);
        }
    }

    @Test
    void streamGoesOnOverHttp2AfterComments() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        http.send(HttpRequest.newBuilder(server.resolve(rest.path())).build(), HttpResponse.BodyHandlers.discarding());
        HttpResponse<InputStream> stream = http.send(
                HttpRequest.newBuilder(server.resolve(PATH))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
        try (InputStream body = stream.body()) {
            readUntil(body, "event: begin\n");
            readUntil(body, "\n:\n\n");
            fail("t9");
            readUntil(body, "\"task_id\":\"t9\"");
        }
    }

    private static void readUntil(InputStream body, String end) throws java.io.IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int read = body.read();
            assertThat(read).as("the end, after " + text).isNotNegative();
            text.append((char) read);
        }
    }

    @Test
    void headIsThatOfAnEventStreamAndThePlaceIsGivenBack() {
        await().until(() -> hub.streams() == 0);
        try (RawConnection connection = RawConnection.to(server)) {
            Response head = connection
                    .request("GET", PATH, "Accept", "text/event-stream")
                    .receiveHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).startsWith("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-transform");
            assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(hub.streams()).isEqualTo(1);
        }
        await().until(() -> hub.streams() == 0);
    }

    @Test
    void whoAsksForSomethingElseIsToldSo() {
        Problems.assertProblem(RawConnection.ask(server, "GET", PATH), 406, "not_acceptable");
        Problems.assertProblem(EventStreamClient.refusedInbox(server, "after=e-1"), 400, "unknown_parameter");
    }
}
