package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Agents that read and acknowledge their messages over HTTP at any replica, while somebody sends them. Each of them now
 * and then loses an answer, or dies before it acknowledges; it goes on while the service is away.
 */
public final class MessageReaders implements AutoCloseable {

    /** One of so many answers is lost. */
    private static final int LOST = 5;

    private final List<URI> servers;
    private final String swarm;
    private final Map<String, String> textOf = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isOver;

    public MessageReaders(List<URI> servers, String swarm, int count, long seed) {
        this.servers = List.copyOf(servers);
        this.swarm = swarm;
        for (int n = 0; n < count; n++) {
            String agent = "reader" + n;
            Random random = new Random(seed + n);
            Thread thread = new Thread(() -> run(agent, random), agent);
            thread.start();
            threads.add(thread);
        }
    }

    /** Which messages were handed out so far, each with its text. */
    public Map<String, String> handedOut() {
        return Map.copyOf(textOf);
    }

    public boolean hasFailed() {
        return !failures.isEmpty();
    }

    private void run(String agent, Random random) {
        Map<String, String> mine = new HashMap<>();
        try {
            ask(random, "PUT", "/agents/" + agent, "{\"capabilities\":[\"read\"]}", 200, 201);
            while (!isOver) {
                // 404: a replica that lags does not know the agent yet.
                HttpResponse<String> beat = ask(random, "POST", "/agents/" + agent + "/heartbeat", null, 200, 404);
                if (beat.statusCode() == 200) {
                    read(agent, random, mine, JsonText.parse(beat.body()).at("/due/messages"));
                }
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private void read(String agent, Random random, Map<String, String> mine, JsonNode messages) {
        Set<String> seen = new HashSet<>();
        for (JsonNode message : messages) {
            String id = message.path("id").asText();
            String text = message.path("text").asText();
            assertThat(seen.add(id)).as("once in an answer: %s", messages).isTrue();
            assertThat(mine.merge(id, text, (known, again) -> again))
                    .as("always the same: %s", message)
                    .isEqualTo(text);
            textOf.put(id, text);
            if (random.nextInt(LOST) == 0) {
                // It reads it later: the message must come again.
                continue;
            }
            // 404: it was acknowledged, and another replica did not know that yet. 409: the task has another holder.
            int status = ask(
                            random,
                            "POST",
                            "/messages/" + id + "/acknowledge",
                            "{\"agent_id\":\"" + agent + "\"}",
                            204,
                            404,
                            409)
                    .statusCode();
            if (status == 204) {
                assertThat(acknowledged.add(id)).as("acknowledged once: %s", id).isTrue();
            }
        }
    }

    /** Asks any replica until one answers, with the same key; now and then once more, as if the answer was lost. */
    private HttpResponse<String> ask(Random random, String method, String path, String body, int... expected) {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = answerOf(random, method, path, body, key);
        if (random.nextInt(LOST) == 0) {
            answer = answerOf(random, method, path, body, key);
        }
        assertThat(expected).as("%s %s: %s", method, path, answer.body()).contains(answer.statusCode());
        return answer;
    }

    private HttpResponse<String> answerOf(Random random, String method, String path, String body, String key) {
        return Patience.await(method + " " + path)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(
                        () -> Rest.of(servers.get(random.nextInt(servers.size())), swarm)
                                .send(method, path, body, "Idempotency-Key", key),
                        answer -> answer.statusCode() != 503);
    }

    /** Sends a message, until it is there. 204: it was sent before, and is read by now. */
    public void send(Random random, String body) {
        ask(random, "POST", "/messages", body, 201, 204);
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        for (Thread thread : threads) {
            thread.join();
        }
        failures.forEach(failure -> {
            throw new AssertionError("a reader failed: " + failure, failure);
        });
    }
}
