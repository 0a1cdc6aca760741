package io.swarmbot.bench.table;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Single requests to a server on this machine, besides the load. Thread-safe. */
public final class Http {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    private final Optional<String> authorization;

    /** Requests without a login. */
    public Http(int port) {
        this(port, Optional.empty());
    }

    Http(int port, Optional<String> authorization) {
        server = "http://127.0.0.1:" + port;
        this.authorization = authorization;
    }

    /**
     * Asks, and returns the answer whatever its status.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.ofString(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Asks for what must succeed. */
    public HttpResponse<String> require(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(method, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
