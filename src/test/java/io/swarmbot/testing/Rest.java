package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One swarm over REST. A command returns the cursor at which it was committed, and fails the test if it is refused.
 * Thread-safe.
 */
public final class Rest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private final URI server;
    private final String swarm;
    private final List<String> login;

    private Rest(URI server, String swarm, List<String> login) {
        this.server = server;
        this.swarm = swarm;
        this.login = login;
    }

    public static Rest of(URI server, String swarm) {
        return new Rest(server, swarm, List.of());
    }

    /** The same, with this header on each request. */
    public Rest as(String... header) {
        return new Rest(server, swarm, List.of(header));
    }

    /** A new swarm, which no other test uses. */
    public static Rest inNewSwarm(URI server) {
        return inNewSwarm(server, new String[0]);
    }

    /** A new swarm, made by whoever has this header. */
    public static Rest inNewSwarm(URI server, String... header) {
        Rest rest = new Rest(server, "s" + UUID.randomUUID(), List.of(header));
        rest.create();
        return rest;
    }

    public URI server() {
        return server;
    }

    public String swarm() {
        return swarm;
    }

    /** The path of this swarm. */
    public String path() {
        return "/api/v1/swarms/" + swarm;
    }

    public String create() {
        return cursorOf(send("PUT", "", null));
    }

    public void delete() {
        assertThat(send("DELETE", "", null).statusCode()).isEqualTo(204);
    }

    public String register(String agent) {
        return register(agent, "{}");
    }

    public String register(String agent, String body) {
        return done("PUT", "/agents/" + agent, body);
    }

    public String status(String agent, String status) {
        return done("PUT", "/agents/" + agent + "/status", "{\"status\":\"" + status + "\"}");
    }

    /** Updates the status with the number in its details, so that each call changes something. */
    public String status(String agent, String status, long number) {
        return done(
                "PUT",
                "/agents/" + agent + "/status",
                "{\"status\":\"" + status + "\",\"details\":{\"n\":" + number + "}}");
    }

    public String heartbeat(String agent) {
        return done("POST", "/agents/" + agent + "/heartbeat", "{}");
    }

    public String remove(String agent) {
        return done("DELETE", "/agents/" + agent, null);
    }

    public String submit(String task) {
        return done("POST", "/tasks", "{\"id\":\"" + task + "\",\"type\":\"work\"}");
    }

    /** The task that the agent was given; a null node if there was none in time. */
    public JsonNode claim(String agent, String wait) {
        HttpResponse<String> answer = send("POST", "/agents/" + agent + "/claim?wait=" + wait, null);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
        return answer.statusCode() == 204 ? JsonText.parse("null") : JsonText.parse(answer.body());
    }

    public String start(String task, String agent) {
        return done("POST", "/tasks/" + task + "/start", "{\"agent_id\":\"" + agent + "\"}");
    }

    public String progress(String task, String agent, int progress) {
        return done(
                "POST",
                "/tasks/" + task + "/progress",
                "{\"agent_id\":\"" + agent + "\",\"progress\":" + progress + "}");
    }

    public String complete(String task, String agent, String result) {
        return done(
                "POST", "/tasks/" + task + "/complete", "{\"agent_id\":\"" + agent + "\",\"result\":" + result + "}");
    }

    public String cancel(String task) {
        return done("POST", "/tasks/" + task + "/cancel", null);
    }

    /** The answer to a claim or a report without what only such answers have. */
    public static String withoutDue(String body) {
        return body.replaceFirst(",\"due\":\\{[^}]*}", "");
    }

    /** The head, as the snapshot names it. */
    public String cursor() {
        return StreamClient.cursorOf(snapshot());
    }

    public JsonNode snapshot() {
        return JsonText.parse(snapshotText());
    }

    /** The snapshot as it was sent. */
    public String snapshotText() {
        HttpResponse<String> answer = get("");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** @param path the rest behind the path of the swarm, with the query if there is one */
    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    /**
     * Sends a request and returns its answer, also if it is a refusal.
     *
     * @param path the rest behind the path of the swarm
     * @param body JSON, or null for none
     */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(login);
        all.addAll(List.of(headers));
        return exchange(server, method, path() + path, body, all.toArray(String[]::new));
    }

    /** Sends a request to any path of the service. */
    public static HttpResponse<String> exchange(
            URI server, String method, String target, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(target))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        boolean isTyped = java.util.Arrays.stream(headers).anyMatch("Content-Type"::equalsIgnoreCase);
        if (body != null && !isTyped) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The body of an answer. */
    public static JsonNode json(HttpResponse<String> answer) {
        return JsonText.parse(answer.body());
    }

    private String done(String method, String path, String body) {
        return cursorOf(send(method, path, body));
    }

    private static String cursorOf(HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as("%s %s", answer.request(), answer.body())
                .isBetween(200, 299);
        return answer.headers().firstValue("SwarmBot-Cursor").orElseThrow();
    }
}
