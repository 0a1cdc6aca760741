package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent that submits tasks, claims any task and completes it over REST. If its replica does not answer, it goes on
 * at the next one. It keeps the answers, which must be in the log.
 */
public final class TaskWriter {

    private final List<URI> homes;
    private final String swarm;
    private final String agent;
    private final AtomicInteger commands;
    private final int enough;
    private final List<String> submitted = new ArrayList<>();
    private final List<String> claimed = new ArrayList<>();
    private final List<String> completed = new ArrayList<>();
    private int home;

    /** @param commands counts the commands of all writers, which stop at {@code enough} */
    public TaskWriter(List<URI> homes, String swarm, String agent, AtomicInteger commands, int enough) {
        this.homes = homes;
        this.swarm = swarm;
        this.agent = agent;
        this.commands = commands;
        this.enough = enough;
    }

    public CompletableFuture<Void> start() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work();
                        done.complete(null);
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                agent);
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    public String agent() {
        return agent;
    }

    public List<String> submitted() {
        return submitted;
    }

    public List<String> claimed() {
        return claimed;
    }

    public List<String> completed() {
        return completed;
    }

    private void work() {
        send("PUT", "/agents/" + agent, "{}");
        for (int n = 0; commands.get() < enough; n++) {
            String task = agent + "-" + n;
            // A repeat after a lost answer is refused because the task exists: the first try was committed.
            accept(send("POST", "/tasks", "{\"id\":\"" + task + "\",\"type\":\"work\"}"), 201, 409);
            submitted.add(task);
            HttpResponse<String> claim = send("POST", "/agents/" + agent + "/claim", null);
            accept(claim, 200, 204);
            if (claim.statusCode() == 200) {
                complete(JsonText.parse(claim.body()).path("id").asText());
            }
        }
    }

    private void complete(String task) {
        claimed.add(task);
        String body = "{\"agent_id\":\"" + agent + "\",\"result\":{\"by\":\"" + agent + "\"}}";
        accept(send("POST", "/tasks/" + task + "/complete", body), 200, 200);
        completed.add(task);
    }

    /** Sends the command to one replica after another until one answers. */
    private HttpResponse<String> send(String method, String path, String body) {
        while (true) {
            try {
                HttpResponse<String> answer =
                        Rest.exchange(homes.get(home), method, "/api/v1/swarms/" + swarm + path, body);
                if (answer.statusCode() != 503) {
                    commands.incrementAndGet();
                    return answer;
                }
            } catch (UncheckedIOException gone) {
                home = (home + 1) % homes.size();
                completeWhatWasClaimed();
            }
        }
    }

    /** A claim may be committed although its answer was lost: the answer to a heartbeat tells. */
    private void completeWhatWasClaimed() {
        HttpResponse<String> held = Rest.exchange(
                homes.get(home), "POST", "/api/v1/swarms/" + swarm + "/agents/" + agent + "/heartbeat", "{}");
        if (held.statusCode() != 200) {
            return;
        }
        for (JsonNode task : JsonText.parse(held.body()).path("tasks")) {
            String id = task.path("id").asText();
            if (!claimed.contains(id)) {
                complete(id);
            }
        }
    }

    private static void accept(HttpResponse<String> answer, int... statuses) {
        for (int status : statuses) {
            if (answer.statusCode() == status) {
                return;
            }
        }
        throw new AssertionError(answer.request() + ": " + answer.statusCode() + " " + answer.body());
    }
}
