package io.swarmbot.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Agents that change their status all the time, each on a thread of its own with one request under way. */
final class Publishers {

    private final LoadPlan plan;
    /** It follows no redirect: it would send the token to whatever host an answer names. */
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final AtomicLong published = new AtomicLong();
    /** The newest seq that an answer named. Not every event is a publisher's, so counting them does not give it. */
    private final AtomicLong newest = new AtomicLong();

    private final List<Thread> threads = new ArrayList<>();
    private final String padding;
    private volatile boolean isOver;
    private volatile @Nullable Exception failure;

    Publishers(LoadPlan plan) {
        this.plan = plan;
        this.padding = "x".repeat(plan.padding());
    }

    /** Makes the swarm and its agents. */
    void prepare() throws IOException, InterruptedException {
        send("PUT", plan.path(), "");
        for (int n = 0; n < plan.publishers(); n++) {
            send("PUT", plan.path() + "/agents/" + agent(n), "{}");
        }
    }

    void start() {
        for (int n = 0; n < plan.publishers(); n++) {
            String agent = agent(n);
            Thread thread = new Thread(() -> run(agent), "publisher-" + n);
            threads.add(thread);
            thread.start();
        }
    }

    /** Events that were acknowledged so far. */
    long published() {
        return published.get();
    }

    /** The seq of the last event that was acknowledged so far. */
    long newest() {
        return newest.get();
    }

    void stop() throws InterruptedException, RefusedException {
        isOver = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure instanceof RefusedException refused) {
            throw refused;
        } else if (failure != null) {
            throw new IllegalStateException("a publisher failed", failure);
        }
    }

    void cleanUp() throws IOException, InterruptedException {
        send("DELETE", plan.path(), "");
    }

    private void run(String agent) {
        long pauseNanos = plan.rate() == 0 ? 0 : 1_000_000_000L * plan.batch() * plan.publishers() / plan.rate();
        long due = System.nanoTime();
        try {
            while (!isOver) {
                for (long left = due - System.nanoTime(); left > 0 && !isOver; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                publish(agent);
                // One that is late is late: the next is due when it would have been anyway.
                due = pauseNanos == 0 ? System.nanoTime() : due + pauseNanos;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void publish(String agent) throws IOException, InterruptedException {
        if (plan.batch() == 1) {
            send("PUT", plan.path() + "/agents/" + agent + "/status", status(""));
        } else {
            String command = status("\"type\":\"update_agent_status\",\"agent_id\":\"" + agent + "\",");
            StringBuilder commands = new StringBuilder("[").append(command);
            for (int n = 1; n < plan.batch(); n++) {
                commands.append(',').append(status("\"type\":\"update_agent_status\",\"agent_id\":\"" + agent + "\","));
            }
            send("POST", plan.path() + "/commands", commands.append(']').toString());
        }
        published.addAndGet(plan.batch());
    }

    /** Details that are others each time: otherwise there is nothing to tell. */
    private String status(String more) {
        return "{" + more + "\"status\":\"busy\",\"details\":{\"t_ns\":" + System.nanoTime() + ",\"pad\":\"" + padding
                + "\"}}";
    }

    private void send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(plan.service().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        String token = plan.token().current();
        HttpResponse<String> response = exchange(request, token);
        if (response.statusCode() == 401) {
            String newer = plan.token().newerThan(token);
            response = newer == null ? response : exchange(request, newer);
        }
        if (RefusedException.is(response.statusCode())) {
            throw RefusedException.of(response.statusCode(), response.body(), plan.token());
        } else if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        response.headers()
                .firstValue("SwarmBot-Cursor")
                .map(cursor -> Long.parseLong(cursor.substring(cursor.indexOf('-') + 1)))
                .ifPresent(seq -> newest.accumulateAndGet(seq, Math::max));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request, @Nullable String token)
            throws IOException, InterruptedException {
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String agent(int number) {
        return "load-" + number;
    }
}
