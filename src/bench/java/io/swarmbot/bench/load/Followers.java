package io.swarmbot.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients, all on one event loop: what they share needs no lock, and the service has the other processors. */
final class Followers implements AutoCloseable {

    /** Connections that are opened at a time. */
    private static final int AT_ONCE = 64;

    /** Between two tries of a client that was sent away, or cut off, and is not let in again at once. */
    private static final long PAUSE_MILLIS = 500;

    private final LoadPlan plan;
    private final Tally tally;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http;
    private final WebSocketClient webSockets;
    private final List<EventScanner> scanners = new ArrayList<>();
    /** Set on the event loop. */
    private volatile @Nullable RefusedException refusal;

    private volatile boolean isClosed;

    Followers(LoadPlan plan, Tally tally) {
        this.plan = plan;
        this.tally = tally;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(plan.service().getHost())
                .setDefaultPort(plan.service().getPort())
                .setMaxPoolSize(plan.clients()));
        this.webSockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setDefaultHost(plan.service().getHost())
                .setDefaultPort(plan.service().getPort())
                .setMaxFrameSize(1 << 20)
                .setMaxConnections(plan.clients()));
    }

    /** Opens all streams. */
    void open() throws RefusedException {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            for (int n = 0; n < Math.min(AT_ONCE, plan.clients()); n++) {
                openNext(opened);
            }
        });
        try {
            opened.join();
        } catch (CompletionException e) {
            requireAllowed();
            throw e;
        }
    }

    /** @throws RefusedException if the service refused a request of one of them */
    void requireAllowed() throws RefusedException {
        if (refusal != null) {
            throw refusal;
        }
    }

    private void openNext(CompletableFuture<Void> opened) {
        if (scanners.size() == plan.clients()) {
            return;
        }
        EventScanner scanner = new EventScanner(tally);
        scanners.add(scanner);
        boolean isLast = scanners.size() == plan.clients();
        open(scanner)
                .onSuccess(done -> {
                    openNext(opened);
                    if (isLast) {
                        opened.complete(null);
                    }
                })
                .onFailure(opened::completeExceptionally);
    }

    private Future<Void> open(EventScanner scanner) {
        return switch (plan.transport()) {
            case WEBSOCKET -> openWebSocket(scanner, "swarmbot.v1");
            case BATCH -> openWebSocket(scanner, "swarmbot.batch.v1");
            case SSE -> openEventStream(scanner);
            case POLL -> startPolling(scanner);
        };
    }

    private Future<Void> openWebSocket(EventScanner scanner, String subprotocol) {
        return withToken(token -> upgrade(subprotocol, scanner.goOn(), token))
                .onSuccess(socket -> {
                    socket.handler(scanner::take);
                    socket.closeHandler(gone -> comeBack(scanner));
                })
                .mapEmpty();
    }

    private Future<Void> openEventStream(EventScanner scanner) {
        return withToken(token -> get(scanner.goOn(), "text/event-stream", token))
                .onSuccess(response -> {
                    response.handler(scanner::take);
                    response.endHandler(gone -> comeBack(scanner));
                    response.exceptionHandler(cutOff -> comeBack(scanner));
                })
                .mapEmpty();
    }

    /** The service sends clients away if it stops or their streams are old. They go on behind what they have. */
    private void comeBack(EventScanner scanner) {
        if (!isClosed) {
            scanner.restart();
            open(scanner).onFailure(refused -> vertx.setTimer(PAUSE_MILLIS, again -> comeBack(scanner)));
        }
    }

    /** The first answer says where the log is. */
    private Future<Void> startPolling(EventScanner scanner) {
        return ask("").onSuccess(body -> {
                    scanner.start(cursor(body));
                    poll(scanner, cursor(body));
                })
                .mapEmpty();
    }

    private void poll(EventScanner scanner, String after) {
        ask("?wait=30s&after=" + after)
                .onSuccess(body -> {
                    scanner.take(body);
                    poll(scanner, cursor(body));
                })
                .onFailure(refused -> {
                    if (!isClosed) {
                        vertx.setTimer(PAUSE_MILLIS, again -> poll(scanner, after));
                    }
                });
    }

    private Future<Buffer> ask(String query) {
        return withToken(token -> get(query, "application/json", token)).compose(HttpClientResponse::body);
    }

    private Future<WebSocket> upgrade(String subprotocol, String query, @Nullable String token) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setURI(plan.path() + "/live" + query)
                .addSubProtocol(subprotocol);
        if (token != null) {
            options.putHeader("Authorization", "Bearer " + token);
        }
        return webSockets.connect(options).recover(error -> Future.failedFuture(asRefusal(error)));
    }

    /** Vert.x follows no redirect unless it is told to: it would send the token to whatever host an answer names. */
    private Future<HttpClientResponse> get(String query, String accept, @Nullable String token) {
        return http.request(HttpMethod.GET, plan.path() + "/events" + query)
                .compose(request -> {
                    if (token != null) {
                        request.putHeader("Authorization", "Bearer " + token);
                    }
                    return request.putHeader("Accept", accept).send();
                })
                .compose(this::requireSuccess);
    }

    private Future<HttpClientResponse> requireSuccess(HttpClientResponse response) {
        int status = response.statusCode();
        if (status == 200) {
            return Future.succeededFuture(response);
        }
        return response.body()
                .compose(body -> Future.failedFuture(
                        RefusedException.is(status)
                                ? RefusedException.of(status, body.toString(), plan.token())
                                : new IOException(status + " " + body)));
    }

    private Throwable asRefusal(Throwable error) {
        return error instanceof UpgradeRejectedException rejected && RefusedException.is(rejected.getStatus())
                ? RefusedException.of(rejected.getStatus(), String.valueOf(rejected.getBody()), plan.token())
                : error;
    }

    /** Sends it again if its token was refused and the token's file has a new one. */
    private <T> Future<T> withToken(Function<@Nullable String, Future<T>> exchange) {
        String token = plan.token().current();
        return exchange.apply(token)
                .recover(error -> {
                    String newer = isUnauthenticated(error) ? plan.token().newerThan(token) : null;
                    return newer == null ? Future.failedFuture(error) : exchange.apply(newer);
                })
                .onFailure(error -> {
                    if (error instanceof RefusedException refused) {
                        refusal = refused;
                    }
                });
    }

    private static boolean isUnauthenticated(Throwable error) {
        return error instanceof RefusedException refused && refused.isUnauthenticated();
    }

    /** An answer begins with the cursor that it reaches. */
    private static String cursor(Buffer body) {
        String start = body.getString(0, Math.min(64, body.length()));
        return start.split("\"", -1)[3];
    }

    /** Completes on the clients' event loop. */
    void run(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            work.run();
            done.complete(null);
        });
        done.join();
    }

    /** How many clients have not come to that seq. */
    long behind(long seq) {
        long[] count = new long[1];
        run(() -> count[0] = scanners.stream().filter(each -> each.last() < seq).count());
        return count[0];
    }

    @Override
    public void close() {
        isClosed = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
