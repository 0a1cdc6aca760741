package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may send which message, who may acknowledge it, and whose name it has. */
@QuarkusTest
@TestProfile(WithTokens.class)
class MessageRightsQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest root;

    @BeforeEach
    void makeAgents() {
        root = Rest.of(server, OWN).as(as("root"));
        root.send("PUT", "", null);
        root.register("worker-1");
        root.register("boss");
    }

    private HttpResponse<String> send(String who, String kind, String more) {
        return Rest.of(server, OWN)
                .as(as(who))
                .send(
                        "POST",
                        "/agents/worker-1/messages",
                        "{\"text\":\"x\",\"expires_in\":\"1m\",\"kind\":\"" + kind + "\"" + more + "}");
    }

    @Test
    void steeringTakesTheRightToSteer() {
        for (String who : new String[] {"operator", "admin"}) {
            assertThat(send(who, "steer", "").statusCode()).isEqualTo(201);
            assertThat(send(who, "follow_up", "").statusCode()).isEqualTo(201);
        }
        for (String who : new String[] {"submitter", "agent"}) {
            Problems.assertProblem(send(who, "steer", ""), 403, "forbidden");
            assertThat(send(who, "follow_up", "").statusCode()).isEqualTo(201);
        }
        Problems.assertProblem(send("viewer", "follow_up", ""), 403, "forbidden");
    }

    @Test
    void messageHasTheNameOfWhoSentIt() {
        assertThat(Rest.json(send("operator", "steer", "")).path("from").asText())
                .isEqualTo("operator");
        Problems.assertProblem(send("operator", "steer", ",\"actor\":\"root\""), 403, "forbidden");
    }

    @Test
    void agentAcknowledgesOnlyAsItself() {
        HttpResponse<String> sent = root.send("POST", "/agents/boss/messages", "{\"text\":\"x\"}");
        String path = "/messages/" + Rest.json(sent).path("id").asText() + "/acknowledge";

        HttpResponse<String> refused =
                Rest.of(server, OWN).as(as("agent")).send("POST", path, "{\"agent_id\":\"boss\"}");

        Problems.assertProblem(refused, 403, "forbidden");
        assertThat(root.send("POST", path, "{\"agent_id\":\"boss\"}").statusCode())
                .isEqualTo(204);
    }
}
