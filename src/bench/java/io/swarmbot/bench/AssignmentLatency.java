package io.swarmbot.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long it takes from the moment a task is submitted until an agent that waits for one is told, over HTTP at a
 * running service: agents claim with {@code wait}, complete what they get and claim again, while tasks are submitted at
 * a steady rate.
 *
 * <p>Arguments: {@code service agents rate seconds}.
 *
 * <pre>./mvnw -q -Pbench test-compile exec:exec -Dbench=io.swarmbot.bench.AssignmentLatency \
 *     -Dload="http://127.0.0.1:8080 50 200 20"</pre>
 */
public final class AssignmentLatency {

    private static final int WARM_UP = 1_000;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String swarm;
    private final ConcurrentHashMap<String, Long> submittedAt = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    private AssignmentLatency(URI service) {
        swarm = service + "/api/v1/swarms/bench" + UUID.randomUUID();
    }

    public static void main(String[] words) throws Exception {
        URI service = URI.create(words.length > 0 ? words[0] : "http://127.0.0.1:8080");
        int agents = words.length > 1 ? Integer.parseInt(words[1]) : 50;
        int rate = words.length > 2 ? Integer.parseInt(words[2]) : 200;
        int seconds = words.length > 3 ? Integer.parseInt(words[3]) : 20;
        new AssignmentLatency(service).run(agents, rate, seconds);
        System.exit(0);
    }

    private void run(int agents, int rate, int seconds) throws Exception {
        ask("PUT", "", "");
        CountDownLatch ready = new CountDownLatch(agents);
        for (int n = 0; n < agents; n++) {
            String agent = "agent" + n;
            Thread thread = new Thread(() -> work(agent, ready), agent);
            thread.setDaemon(true);
            thread.start();
        }
        ready.await();
        int count = WARM_UP + rate * seconds;
        long begin = System.nanoTime();
        long every = TimeUnit.SECONDS.toNanos(1) / rate;
        for (int n = 0; n < count; n++) {
            long ahead = begin + n * every - System.nanoTime();
            if (ahead > 0) {
                TimeUnit.NANOSECONDS.sleep(ahead);
            }
            String id = "t" + n;
            submittedAt.put(id, System.nanoTime());
            ask("POST", "/tasks", "{\"id\":\"" + id + "\",\"type\":\"work\"}");
        }
        while (nanos.size() < count) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        isOver = true;
        long[] measured =
                nanos.stream().skip(WARM_UP).mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%d agents, %d tasks/s: submitted to told p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d tasks)%n",
                agents, rate, millis(measured, 0.5), millis(measured, 0.99), millis(measured, 1), measured.length);
        ask("DELETE", "", "");
    }

    private static double millis(long[] sorted, double share) {
        int place = Math.min(sorted.length - 1, (int) (sorted.length * share));
        return Arrays.stream(sorted).skip(place).findFirst().orElse(0) / 1e6;
    }

    private void work(String agent, CountDownLatch ready) {
        try {
            ask("PUT", "/agents/" + agent, "{}");
            ready.countDown();
            while (!isOver) {
                HttpResponse<String> answer = ask("POST", "/agents/" + agent + "/claim?wait=30s", "");
                if (answer.statusCode() != 200) {
                    continue;
                }
                long now = System.nanoTime();
                Matcher id = ID.matcher(answer.body());
                if (id.find()) {
                    nanos.add(now - submittedAt.get(id.group(1)));
                    ask("POST", "/tasks/" + id.group(1) + "/complete", "{\"agent_id\":\"" + agent + "\"}");
                }
            }
        } catch (IOException | InterruptedException e) {
            if (!isOver) {
                throw new IllegalStateException(agent, e);
            }
        }
    }

    private HttpResponse<String> ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(swarm + path));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
