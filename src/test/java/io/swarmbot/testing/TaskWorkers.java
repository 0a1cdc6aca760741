package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agents that submit, claim and complete tasks over HTTP as fast as they are answered, until the service is gone. They
 * keep the answers. A claim and a completion are two events each.
 */
public final class TaskWorkers {

    private record Done(String task, String status, String cursor) {}

    private final Rest rest;
    private final int count;
    private final Queue<Done> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private int startedAt;

    public TaskWorkers(Rest rest, int count) {
        this.rest = rest;
        this.count = count;
    }

    public void start() {
        startedAt = commands.get();
        threads.clear();
        for (int n = 0; n < count; n++) {
            String agent = "agent" + n;
            Thread thread = new Thread(() -> work(agent), agent);
            thread.start();
            threads.add(thread);
        }
    }

    /** Waits until so many commands were acknowledged since the start. */
    public void awaitAcknowledged(int more) {
        Patience.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(2))
                .until(() -> commands.get() - startedAt >= more || !failures.isEmpty());
    }

    /** Waits until all of them noticed that the service is gone. */
    public void awaitEnd() {
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofMinutes(1).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).as("%s", thread).isFalse();
        }
        failures.forEach(failure -> {
            throw new AssertionError("a worker failed", failure);
        });
    }

    public int acknowledged() {
        return commands.get();
    }

    private void work(String agent) {
        try {
            took("", "", rest.register(agent));
            while (true) {
                String task = "t" + number.incrementAndGet();
                took(task, "pending", rest.submit(task));
                JsonNode claimed = rest.claim(agent, "0s");
                if (!claimed.isNull()) {
                    String taken = claimed.path("id").asText();
                    took(taken, "assigned", "");
                    took(taken, "completed", rest.complete(taken, agent, "{\"by\":\"" + agent + "\"}"));
                }
            }
        } catch (UncheckedIOException e) {
            // The service is gone.
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private void took(String task, String status, String cursor) {
        if (!task.isEmpty()) {
            acknowledged.add(new Done(task, status, cursor));
        }
        commands.incrementAndGet();
    }

    /** Fails unless every acknowledged command is in the log, at the cursor of its answer. */
    public void assertAcknowledgedIsIn(List<JsonNode> log) {
        Map<String, Long> places = new HashMap<>();
        for (JsonNode event : log) {
            String type = StreamClient.typeOf(event);
            if (type.equals("task_submitted") || type.equals("task_status_changed")) {
                String status = type.equals("task_submitted")
                        ? "pending"
                        : event.path("status").asText();
                Long before = places.put(
                        event.path("task_id").asText() + " " + status, StreamClient.seq(StreamClient.cursorOf(event)));
                assertThat(before).as("twice: %s", event).isNull();
            }
        }
        for (Done done : acknowledged) {
            Long place = places.get(done.task() + " " + done.status());
            assertThat(place).as("%s", done).isNotNull();
            if (!done.cursor().isEmpty()) {
                assertThat(StreamClient.seq(done.cursor()) - place)
                        .as("%s at %s", done, place)
                        .isBetween(0L, 1L);
            }
        }
    }

    /** Fails unless each change of a task and the change of its agent stand side by side. */
    public static void assertNothingIsHalfThere(List<JsonNode> log) {
        for (int n = 0; n < log.size(); n++) {
            JsonNode event = log.get(n);
            String status = event.path("status").asText();
            if (StreamClient.typeOf(event).equals("task_status_changed")
                    && (status.equals("assigned") || status.equals("completed"))) {
                assertThat(n + 1).as("the log ends after %s", event).isLessThan(log.size());
                JsonNode next = log.get(n + 1);
                assertThat(StreamClient.typeOf(next))
                        .as("%s after %s", next, event)
                        .isEqualTo("agent_status_changed");
                assertThat(next.path("agent_id")).isEqualTo(event.path("agent_id"));
            }
        }
    }
}
