package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why tasks wait and how much work waits, over REST. */
@QuarkusTest
class WaitingTasksQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("a1");
    }

    private void submit(String json) {
        assertThat(rest.send("POST", "/tasks", json.replace('\'', '"')).statusCode())
                .isEqualTo(201);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Rest.json(answer).path("code").asText()).isEqualTo(code);
    }

    @Test
    void taskSaysWhyItWaitsByItselfAndInTheList() {
        submit("{'id':'t1','type':'work','requirements':['gpu']}");

        HttpResponse<String> answer = rest.get("/tasks/t1/why");

        assertThat(answer.body())
                .isEqualTo(
                        "{'status':'pending','reasons':[{'reason':'no_capability','capabilities':['gpu']}],'place':1,"
                                        .replace('\'', '"')
                                + "\"estimate_ms\":null}");
        assertThat(answer.headers().firstValue("SwarmBot-Cursor")).isPresent();
        assertThat(answer.headers().firstValue("ETag")).isEmpty();
        JsonNode listed =
                Rest.json(rest.get("/tasks?why=true")).path("tasks").path(0).path("why");
        assertThat(listed).isEqualTo(Rest.json(answer));
    }

    @Test
    void listSaysNothingOfItUnlessAsked() {
        submit("{'id':'t1','type':'work'}");

        assertThat(Rest.json(rest.get("/tasks")).path("tasks").path(0).has("why"))
                .isFalse();
        assertThat(Rest.json(rest.get("/tasks?why=false")).path("tasks").path(0).has("why"))
                .isFalse();
    }

    @Test
    void backlogCountsWhatTheCapabilitiesCover() {
        rest.send("PUT", "/agents/a2", "{\"capabilities\":[\"gpu\",\"java\"]}");
        submit("{'id':'t1','type':'work','requirements':['gpu']}");
        submit("{'id':'t2','type':'work','requirements':['gpu','java']}");
        submit("{'id':'t3','type':'review'}");
        rest.send("POST", "/agents/a1/claim", "{}");

        JsonNode of = Rest.json(rest.get("/backlog?capability=gpu,java&type=work"));
        assertThat(of.path("ready").asInt()).isEqualTo(2);
        assertThat(of.path("oldest_ready_ms").isIntegralNumber()).isTrue();
        assertThat(of.path("running").asInt()).isZero();
        assertThat(of.path("agents").asInt()).isEqualTo(1);
        assertThat(of.path("wanted").asInt()).isEqualTo(2);
        assertThat(rest.get("/backlog?type=review").body())
                .isEqualTo("{\"ready\":0,\"oldest_ready_ms\":null,\"running\":1,\"agents\":2,\"wanted\":1}");
    }

    @Test
    void badQuestionsAreRefused() {
        assertRefused(rest.get("/backlog?capability=a,,b"), 400, "bad_identifier");
        assertRefused(rest.get("/backlog?type=a%20b"), 400, "bad_identifier");
        assertRefused(rest.get("/tasks/none/why"), 404, "unknown_task");
        assertRefused(rest.get("/tasks?why=yes"), 400, "bad_parameter");
        assertRefused(rest.get("/tasks?why=true&limit=101"), 400, "bad_parameter");
        assertThat(rest.get("/tasks?why=true&limit=100").statusCode()).isEqualTo(200);
    }
}
