package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every command over REST is answered by its status, the entity as it is now, and the cursor. */
@QuarkusTest
class CommandsOverRestQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    private Response ask(String method, String path, String body) {
        try (RawConnection connection = RawConnection.to(server)) {
            String length = String.valueOf(body.length());
            return connection
                    .request(method, rest.path() + path, "Content-Type", "application/json", "Content-Length", length)
                    .send(body)
                    .receive();
        }
    }

    /** Sends the command, and fails unless a read at its cursor shows what the answer shows, but for what is due. */
    private JsonNode give(String method, String path, String body, int status, String entity) {
        Response answer = ask(method, path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        String cursor = answer.header("SwarmBot-Cursor");
        assertThat(rest.get(entity + "?at_least=" + cursor).body()).isEqualTo(Rest.withoutDue(answer.body()));
        assertThat(answer.header("Location")).isEqualTo(status == 201 ? rest.path() + entity : "");
        return answer.json();
    }

    @Test
    void agentAndTaskGoThroughTheirLives() {
        String agent = "/agents/a1";
        give("PUT", agent, "{\"capabilities\":[\"x\"]}", 201, agent);
        give("PUT", agent, "{\"capabilities\":[\"x\"]}", 200, agent);
        give("PUT", agent + "/status", "{\"status\":\"waiting\",\"details\":{\"n\":1.50}}", 200, agent);
        give("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"work\",\"requirements\":[\"x\"]}", 201, "/tasks/t1");
        JsonNode given = give("POST", agent + "/claim", "{}", 200, "/tasks/t1");
        assertThat(given.path("status").asText()).isEqualTo("assigned");
        String held = "{\"agent_id\":\"a1\",\"attempt\":1}";
        give("POST", "/tasks/t1/start", held, 200, "/tasks/t1");
        give("POST", "/tasks/t1/progress", "{\"agent_id\":\"a1\",\"progress\":50}", 200, "/tasks/t1");
        JsonNode alive = ask("POST", agent + "/heartbeat", "{\"tasks\":[{\"id\":\"t1\",\"attempt\":1}]}")
                .json();
        assertThat(alive.at("/tasks/0/id").asText()).isEqualTo("t1");
        JsonNode done =
                give("POST", "/tasks/t1/complete", "{\"agent_id\":\"a1\",\"result\":{\"n\":1}}", 200, "/tasks/t1");
        assertThat(done.at("/result/n").asInt()).isEqualTo(1);
        Problems.assertProblem(ask("POST", "/tasks/t1/start", held), 409, "illegal_transition");
        rest.submit("t2");
        rest.claim("a1", "0s");
        give("POST", "/tasks/t2/fail", "{\"agent_id\":\"a1\",\"error\":\"no\"}", 200, "/tasks/t2");
        rest.submit("t3");
        give("POST", "/tasks/t3/cancel", "{\"reason\":\"not needed\"}", 200, "/tasks/t3");
        Problems.assertProblem(ask("POST", "/tasks/t3/complete", "{\"agent_id\":\"a1\"}"), 409, "illegal_transition");

        Response removed = ask("DELETE", agent, "");

        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.header("SwarmBot-Cursor")).isEqualTo(rest.cursor());
        Problems.assertProblem(rest.get(agent), 404, "unknown_agent");
    }

    @Test
    void taskWithoutAnIdGetsOne() {
        Response answer = ask("POST", "/tasks", "{\"type\":\"work\"}");

        String id = answer.json().path("id").asText();
        assertThat(answer.header("Location")).isEqualTo(rest.path() + "/tasks/" + id);
        assertThat(rest.get("/tasks/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void claimThatFindsNothingInTimeGets204() {
        rest.register("a1");

        Response answer = ask("POST", "/agents/a1/claim?wait=100ms", "");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("SwarmBot-Cursor")).isEqualTo(rest.cursor());
    }

    @Test
    void claimWaitsForATask() {
        rest.register("a1");
        CompletableFuture<JsonNode> claim = CompletableFuture.supplyAsync(() -> rest.claim("a1", "20s"));

        rest.submit("t1");

        assertThat(claim.join().path("id").asText()).isEqualTo("t1");
    }

    @Test
    void claimIsWithdrawnIfTheClientHangsUp() {
        rest.register("a1");
        int claims = 40;
        for (int n = 0; n < claims; n++) {
            try (RawConnection leaving = RawConnection.to(server)) {
                leaving.request("POST", rest.path() + "/agents/a1/claim?wait=50s", "Content-Length", "0");
                rest.heartbeat("a1");
            }
        }

        int lost = 0;
        while (isAssigned("t" + lost)) {
            lost++;
        }

        // The service may not have noticed yet that the last clients hung up.
        assertThat(lost).isLessThan(claims / 2);
    }

    private boolean isAssigned(String task) {
        rest.submit(task);
        return json("/tasks/" + task).path("status").asText().equals("assigned");
    }

    @Test
    void tasksAreListedPageByPageAndByStatus() {
        rest.register("a1");
        for (int n = 10; n < 35; n++) {
            rest.submit("t" + n);
        }
        String claimed = rest.claim("a1", "0s").path("id").asText();
        rest.cancel("t34");

        List<String> pending = new ArrayList<>();
        String next = "";
        for (int pages = 0; pages < 3; pages++) {
            String page = pages == 0 ? "" : "&page=" + next;
            JsonNode answer = json("/tasks?limit=10&status=pending,assigned" + page);
            answer.path("tasks").forEach(task -> pending.add(task.path("id").asText()));
            next = answer.path("next").asText();
        }

        assertThat(next).isEqualTo("null");
        assertThat(pending).hasSize(24).isSorted().doesNotContain("t34").contains(claimed);
        assertThat(json("/tasks?status=canceled").path("tasks")).hasSize(1);
        assertThat(json("/tasks").path("tasks")).hasSize(25);
        assertThat(json("/agents").path("agents")).hasSize(1);
    }

    @Test
    void tasksAreFoundByAQueryPageByPage() {
        rest.register("a1");
        for (int n = 10; n < 35; n++) {
            rest.submit("t" + n);
        }
        String claimed = rest.claim("a1", "0s").path("id").asText();

        assertThat(json("/tasks?q=agent:a1%20status:open").path("tasks").findValuesAsText("id"))
                .containsExactly(claimed);
        JsonNode first = json("/tasks?q=id:t1*,t20&limit=10");
        assertThat(first.path("tasks")).hasSize(10);
        JsonNode second =
                json("/tasks?q=id:t1*,t20&limit=10&page=" + first.path("next").asText());
        assertThat(second.path("tasks").findValuesAsText("id")).containsExactly("t20");
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(json("/tasks?q=waiting%3E1h&at_least=" + rest.cursor()).path("tasks"))
                .isEmpty();
        JsonNode problem = json("/tasks?q=status:done");
        assertThat(problem.path("code").asText()).isEqualTo("bad_parameter");
        assertThat(problem.path("detail").asText()).startsWith("q, character 8: status takes pending, ");
    }

    private JsonNode json(String path) {
        return RawConnection.ask(server, "GET", rest.path() + path).json();
    }

    @Test
    void swarmsAreCreatedListedAndDeleted() {
        Rest other = Rest.of(server, "s" + UUID.randomUUID());

        Response made = RawConnection.ask(server, "PUT", other.path(), "Content-Length", "0");
        Response again = RawConnection.ask(server, "PUT", other.path(), "Content-Length", "0");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(other.path());
        assertThat(again.status()).isEqualTo(200);
        other.register("a1");
        assertThat(names()).contains("default", rest.swarm(), other.swarm());
        other.delete();
        assertThat(names()).contains("default", rest.swarm()).doesNotContain(other.swarm());
        Problems.assertProblem(other.get(""), 404, "unknown_swarm");
        Problems.assertProblem(other.send("DELETE", "", null), 404, "unknown_swarm");
        Problems.assertProblem(Rest.of(server, "default").send("DELETE", "", null), 409, "swarm_protected");
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        RawConnection.ask(server, "GET", "/api/v1/swarms")
                .json()
                .path("swarms")
                .forEach(swarm -> names.add(swarm.path("id").asText()));
        return names;
    }
}
