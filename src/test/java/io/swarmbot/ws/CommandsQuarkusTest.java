package io.swarmbot.ws;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.push.Hub;
import io.swarmbot.testing.RawSocket;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WebSocketClient;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of REST, one for one, over the stream. */
@QuarkusTest
class CommandsQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @Inject
    Hub hub;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    @Test
    void commandsAreAnsweredWithResultAndCursor() {
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            assertAck(client, "register_agent", "\"agent_id\":\"a1\",\"capabilities\":[\"x\"]", 201, "idle");
            assertAck(client, "update_agent_status", "\"agent_id\":\"a1\",\"status\":\"waiting\"", 200, "waiting");
            assertAck(client, "heartbeat", "\"agent_id\":\"a1\",\"tasks\":[]", 200, "");
            assertAck(client, "claim", "\"agent_id\":\"a1\"", 204, "");
            assertAck(client, "submit_task", "\"task_id\":\"k1\",\"task_type\":\"count\"", 201, "pending");
            assertAck(client, "submit_task", "\"task_id\":\"k2\",\"task_type\":\"count\"", 201, "pending");
            assertAck(client, "claim", "\"agent_id\":\"a1\",\"wait\":\"1s\"", 200, "assigned");
            String held = "\"task_id\":\"k1\",\"agent_id\":\"a1\",\"attempt\":1";
            assertAck(client, "start_task", held, 200, "running");
            assertAck(client, "report_progress", held + ",\"progress\":50,\"message\":\"half\"", 200, "running");
            assertAck(client, "complete_task", held + ",\"result\":{\"n\":1.0}", 200, "completed");
            assertAck(client, "claim", "\"agent_id\":\"a1\"", 200, "assigned");
            assertAck(
                    client,
                    "fail_task",
                    "\"task_id\":\"k2\",\"agent_id\":\"a1\",\"error\":\"no\",\"retry\":false",
                    200,
                    "failed");
            assertAck(client, "submit_task", "\"task_id\":\"k3\",\"task_type\":\"count\"", 201, "pending");
            assertAck(client, "cancel_task", "\"task_id\":\"k3\",\"reason\":\"not needed\"", 200, "canceled");
            assertAck(client, "remove_agent", "\"agent_id\":\"a1\"", 204, "");
        }
    }

    @Test
    void waitingClaimBlocksNoOtherCommand() {
        rest.register("a1");
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send("{\"id\":\"waiting\",\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"20s\"}");
            client.send("{\"id\":\"other\",\"type\":\"heartbeat\",\"agent_id\":\"a1\"}");

            assertThat(client.answer("other").path("status").asInt()).isEqualTo(200);
            rest.submit("k1");
            assertThat(client.answer("waiting").path("result").path("id").asText())
                    .isEqualTo("k1");
        }
    }

    @Test
    void sixtyFifthUnansweredCommandIsRefused() {
        rest.register("a1");
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            for (int i = 0; i < 65; i++) {
                client.send("{\"id\":\"c" + i + "\",\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"30s\"}");
            }

            JsonNode refused = client.answer("c64");
            assertThat(refused.path("type").asText()).isEqualTo("error");
            assertThat(refused.path("code").asText()).isEqualTo("too_many_in_flight");
        }
    }

    @Test
    void clientThatReadsNoAnswersIsEndedWith4002() throws IOException {
        try (RawSocket client = RawSocket.webSocket(server, rest.path() + "/live", "swarmbot.v1")) {
            for (int i = 0; i < 20_000; i++) {
                client.text("{\"no\":\"command\"}");
            }
            // A client that reads early gets its answers.
            await().until(client::isAllRead);

            String code = new String(new byte[] {0x0F, (byte) 0xA2}, UTF_8);
            assertThat(client.readUntil("too_many_unanswered")).endsWith(code + "too_many_unanswered");
        }
    }

    @Test
    void claimIsWithdrawnWhenItsClientLeaves() {
        rest.register("a1");
        rest.register("a2");
        int open;
        try (WebSocketClient client = WebSocketClient.open(server, rest.swarm(), "")) {
            client.send("{\"id\":\"c1\",\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"30s\"}");
            client.ask("{\"id\":\"c2\",\"type\":\"heartbeat\",\"agent_id\":\"a1\"}");
            open = hub.streams();
            client.closeNormally();
        }
        int before = open;
        await().until(() -> hub.streams() < before);

        rest.submit("k1");

        assertThat(rest.claim("a2", "5s").path("id").asText()).isEqualTo("k1");
    }

    private int number;

    private void assertAck(WebSocketClient client, String type, String fields, int status, String entityStatus) {
        JsonNode answer = client.ask("{\"id\":\"n" + ++number + "\",\"type\":\"" + type + "\"," + fields + "}");
        assertThat(answer.path("type").asText()).as("%s", answer).isEqualTo("ack");
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(status);
        assertThat(answer.path("cursor").asText()).contains("-");
        assertThat(answer.path("result").path("status").asText()).isEqualTo(entityStatus);
    }
}
