package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A service that requires a token, and gives one endless task to each agent. It is as small as a client's login needs.
 * Thread-safe.
 */
public final class LoginServer implements AutoCloseable {

    /** @param authorization the header, or null without one */
    public record Request(
            String method, String uri, @Nullable String authorization) {}

    private static final String TASK = "{\"id\":\"t1\",\"attempt\":1,\"type\":\"wait\",\"input\":{},\"version\":1,"
            + "\"status\":\"running\",\"cancel\":false}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    // Guarded by this.
    private final List<Request> requests = new ArrayList<>();
    private String accepted;
    private @Nullable String forbidden;
    private @Nullable String redirected;
    private String target = "";
    private @Nullable String awaited;
    private Runnable reaction = () -> {};

    private LoginServer(HttpServer server, String accepted) {
        this.server = server;
        this.accepted = accepted;
    }

    public static LoginServer accepting(String token) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            LoginServer result = new LoginServer(server, token);
            server.createContext("/", result::handle);
            server.setExecutor(result.threads);
            server.start();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** From now on it accepts this token and no other. */
    public synchronized void accept(String token) {
        accepted = token;
    }

    /** Answers 403 to requests with this text in their URI. */
    public synchronized void forbid(String part) {
        forbidden = part;
    }

    /** Redirects requests with this text in their URI. */
    public synchronized void redirect(String part, String url) {
        redirected = part;
        target = url;
    }

    /** Does something once, before the first request with this text in its URI is answered. */
    public synchronized void before(String part, Runnable action) {
        awaited = part;
        reaction = action;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String uri = exchange.getRequestURI().toString();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            answer(exchange, uri, authorization);
        }
    }

    private synchronized void answer(HttpExchange exchange, String uri, @Nullable String authorization)
            throws IOException {
        requests.add(new Request(exchange.getRequestMethod(), uri, authorization));
        if (awaited != null && uri.contains(awaited)) {
            awaited = null;
            reaction.run();
        }
        if (redirected != null && uri.contains(redirected)) {
            exchange.getResponseHeaders().add("Location", target);
            send(exchange, 302, "");
        } else if (!("Bearer " + accepted).equals(authorization)) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer");
            send(exchange, 401, "{\"code\":\"unauthenticated\",\"detail\":\"no valid token\"}");
        } else if (forbidden != null && uri.contains(forbidden)) {
            send(exchange, 403, "{\"code\":\"forbidden\",\"detail\":\"the right work in swarm s1 is missing\"}");
        } else if (uri.endsWith("/heartbeat")) {
            send(exchange, 200, "{\"mode\":\"active\",\"tasks\":[" + TASK + "]}");
        } else if (uri.contains("/events")) {
            send(exchange, 200, "{\"cursor\":\"abc-0\",\"events\":[]}");
        } else {
            send(exchange, 200, TASK);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
