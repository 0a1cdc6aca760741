package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agents that claim and complete tasks over HTTP at any replica. Now and then one dies while it holds a task: it sends
 * nothing more, and a new agent takes its place. After the service took the task back, the last call of the dead agent
 * still arrives. A replica that lags may say of an agent or a task that it is not there.
 */
public final class MortalAgents implements AutoCloseable {

    /** One of so many tasks is fatal to its agent. */
    private static final int DEATHS = 20;

    private record Unfinished(String agent, String task, int attempt) {}

    private final List<URI> servers;
    private final String swarm;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger refusedLate = new AtomicInteger();
    private volatile boolean isOver;

    public MortalAgents(List<URI> servers, String swarm, int count, long seed) {
        this.servers = List.copyOf(servers);
        this.swarm = swarm;
        for (int n = 0; n < count; n++) {
            String name = "agent" + n;
            Random random = new Random(seed + n);
            Thread thread = new Thread(() -> run(name, random), name);
            thread.start();
            threads.add(thread);
        }
    }

    public int deaths() {
        return deaths.get();
    }

    /** How many last calls of dead agents came after another agent had got the task. */
    public int refusedLate() {
        return refusedLate.get();
    }

    public boolean hasFailed() {
        return !failures.isEmpty();
    }

    private void run(String name, Random random) {
        Deque<Unfinished> unfinished = new ArrayDeque<>();
        try {
            for (int life = 1; !isOver; life++) {
                String agent = name + "-" + life;
                ask(random, "PUT", "/agents/" + agent, "{}", 201);
                live(agent, random, unfinished);
            }
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    /** Works until the agent dies. */
    private void live(String agent, Random random, Deque<Unfinished> unfinished) {
        while (!isOver) {
            HttpResponse<String> answer =
                    ask(random, "POST", "/agents/" + agent + "/claim?wait=1s", null, 200, 204, 404, 409);
            if (answer.statusCode() != 200) {
                continue;
            }
            JsonNode task = JsonText.parse(answer.body());
            Unfinished work = new Unfinished(
                    agent, task.path("id").asText(), task.path("attempt").asInt());
            boolean isFatal = random.nextInt(DEATHS) == 0;
            if (isFatal && random.nextBoolean()) {
                die(work, unfinished);
                return;
            }
            say(random, work, "start", 200, 404, 409);
            if (isFatal) {
                die(work, unfinished);
                return;
            }
            say(random, work, "complete", 200, 404, 409);
            Unfinished late = unfinished.peek();
            if (late != null && isTakenBack(random, late)) {
                unfinished.remove();
                say(random, late, "complete", 404, 409);
                refusedLate.incrementAndGet();
            }
        }
    }

    /**
     * A replica that lags may still show the task as it was before the claim, with a smaller attempt, or not at all.
     */
    private boolean isTakenBack(Random random, Unfinished work) {
        HttpResponse<String> answer = ask(random, "GET", "/tasks/" + work.task(), null, 200, 404);
        if (answer.statusCode() == 404) {
            return false;
        }
        JsonNode task = JsonText.parse(answer.body());
        int attempt = task.path("attempt").asInt();
        return attempt > work.attempt()
                || (attempt == work.attempt() && task.path("status").asText().equals("pending"));
    }

    private void die(Unfinished work, Deque<Unfinished> unfinished) {
        unfinished.add(work);
        deaths.incrementAndGet();
    }

    private int say(Random random, Unfinished work, String what, int... expected) {
        String body = "{\"agent_id\":\"" + work.agent() + "\",\"attempt\":" + work.attempt() + "}";
        return ask(random, "POST", "/tasks/" + work.task() + "/" + what, body, expected)
                .statusCode();
    }

    /** Asks any replica; again, with the same key, if it says that the store does not answer in time. */
    private HttpResponse<String> ask(Random random, String method, String path, String body, int... expected) {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = Patience.await(method + " " + path)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .until(() -> send(random, method, path, body, key), sent -> sent.statusCode() != 503);
        assertThat(expected).as("%s %s: %s", method, path, answer.body()).contains(answer.statusCode());
        return answer;
    }

    private HttpResponse<String> send(Random random, String method, String path, String body, String key) {
        Rest rest = Rest.of(servers.get(random.nextInt(servers.size())), swarm);
        return method.equals("GET")
                ? rest.send(method, path, body)
                : rest.send(method, path, body, "Idempotency-Key", key);
    }

    @Override
    public void close() throws InterruptedException {
        isOver = true;
        for (Thread thread : threads) {
            thread.join();
        }
        failures.forEach(failure -> {
            throw new AssertionError("an agent failed: " + failure, failure);
        });
    }
}
