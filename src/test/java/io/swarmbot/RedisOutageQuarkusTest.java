package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.OwnRedis;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.RedisProcess;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees over each transport when Redis goes away and comes back. */
@QuarkusTest
@TestProfile(RedisOutageQuarkusTest.WithRedis.class)
class RedisOutageQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    RedisProcess redis;

    private final AtomicInteger changes = new AtomicInteger();
    private Rest rest;

    public static final class WithRedis implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(OwnRedis.class));
        }
    }

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
    }

    private HttpResponse<String> change() {
        return rest.send(
                "PUT",
                "/agents/agent1/status",
                "{\"status\":\"busy\",\"details\":{\"n\":" + changes.incrementAndGet() + "}}");
    }

    /** Waits until commands are taken again, and returns the cursor of the first one. */
    private String changed() {
        return await().until(this::change, answer -> answer.statusCode() == 200)
                .headers()
                .firstValue("SwarmBot-Cursor")
                .orElseThrow();
    }

    private HttpResponse<String> get(String path) {
        return rest.send("GET", path, null);
    }

    @Test
    void flushedRedisResetsStreamsOfTheDefaultSwarmAndEndsTheOthers() {
        Rest lasting = Rest.of(server, "default");
        lasting.register("agent1");
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "");
                WebSocketClient default1 = WebSocketClient.open(server, "default", "snapshot=true");
                EventStreamClient default2 = EventStreamClient.open(server, "default", "")) {
            redis.call("FLUSHALL");

            for (StreamClient client : List.of(default1, default2)) {
                assertThat(client.await("reset").path("reason").asText()).isEqualTo("epoch");
            }
            live.await("gone");
            assertThat(live.closeCode()).isEqualTo(4102);
            assertThat(lasting.snapshot().path("agents")).isEmpty();
            String end = await().until(() -> lasting.register("agent2"), cursor -> cursor != null);
            default1.awaitCursor(end);
            default2.awaitCursor(end);
            assertThat(get("").statusCode()).isEqualTo(404);
        }
    }

    private int readiness() {
        return Rest.exchange(server, "GET", "/q/health/ready", null).statusCode();
    }

    private static boolean isStale(HttpResponse<String> answer) {
        return answer.headers().firstValue("SwarmBot-Stale").isPresent();
    }

    /** The swarm as it is. A machine that paused for a second makes one answer stale, and that is what it shall do. */
    private HttpResponse<String> fresh() {
        return await().until(() -> get(""), answer -> !isStale(answer));
    }

    @Test
    void outageLeavesStreamsOpenRefusesCommandsAndEnds() {
        String cursor = rest.cursor();
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "", WebSocketClient.BATCH);
                EventStreamClient events = EventStreamClient.open(server, rest.swarm(), "");
                PollClient poll = PollClient.open(server, rest.swarm(), "", "1s", 100)) {
            HttpResponse<String> before = fresh();
            await().until(() -> readiness() == 200);

            redis.kill();

            live.await("store_unavailable");
            events.await("store_unavailable");
            HttpResponse<String> refused = change();
            assertProblem(refused, 503, "store_unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(live.ask("{\"id\":\"c1\",\"type\":\"register_agent\",\"agent_id\":\"agent2\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("store_unavailable");
            for (String path : List.of("", "/agents", "/agents/agent1", "/tasks", "/events?after=" + cursor)) {
                HttpResponse<String> answer = get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(isStale(answer)).as(path).isTrue();
            }
            assertThat(get("").body()).isEqualTo(before.body());
            assertThat(Rest.exchange(server, "GET", "/api/v1/swarms", null).body())
                    .contains(rest.swarm());
            assertThat(readiness()).isEqualTo(503);
            assertThat(Rest.exchange(server, "GET", "/q/health/live", null).statusCode())
                    .isEqualTo(200);
            try (WebSocketClient late = WebSocketClient.open(server, rest.swarm(), "after=" + cursor)) {
                late.await("store_unavailable");
                assertThat(late.await("connected").path("resumed").asBoolean()).isTrue();
            }

            redis.start();

            live.await("store_available");
            events.await("store_available");
            String end = changed();
            for (StreamClient client : List.of(live, events, poll)) {
                client.awaitCursor(end);
                assertThat(client.messages("reset")).isEmpty();
                assertThat(client.events()).extracting(StreamClient::cursorOf).endsWith(end);
            }
            await().until(() -> readiness() == 200);
            fresh();
        }
    }

    @Test
    void fullRedisIsAnOutage() {
        try (WebSocketClient live = WebSocketClient.open(server, rest.swarm(), "");
                EventStreamClient events = EventStreamClient.open(server, rest.swarm(), "")) {
            redis.call("CONFIG", "SET", "maxmemory", "1");

            live.await("store_unavailable");
            events.await("store_unavailable");
            assertProblem(change(), 503, "store_unavailable");
            HttpResponse<String> read = get("");
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(isStale(read)).isTrue();
            HttpResponse<String> health = Rest.exchange(management, "GET", "/q/health/ready", null);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("maxmemory");
            HttpResponse<String> bare = Rest.exchange(server, "GET", "/q/health/ready", null);
            assertThat(bare.statusCode()).isEqualTo(503);
            assertThat(bare.body()).isEqualTo("{\"status\":\"DOWN\"}");

            redis.call("CONFIG", "SET", "maxmemory", "0");

            live.await("store_available");
            events.await("store_available");
            String end = changed();
            live.awaitCursor(end);
            events.awaitCursor(end);
            await().until(() -> readiness() == 200);
            fresh();
        }
    }
}
