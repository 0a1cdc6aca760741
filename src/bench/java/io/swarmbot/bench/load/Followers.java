package io.swarmbot.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The clients, all on one event loop: what they share needs no lock, and the service has the other processors. */
final class Followers implements AutoCloseable {

    /** Connections that are opened at a time. */
    private static final int AT_ONCE = 64;

    private final LoadPlan plan;
    private final Tally tally;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http;
    private final WebSocketClient webSockets;
    private final List<EventScanner> scanners = new ArrayList<>();

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
    void open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            for (int n = 0; n < Math.min(AT_ONCE, plan.clients()); n++) {
                openNext(opened);
            }
        });
        opened.join();
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
        return webSockets
                .connect(new WebSocketConnectOptions()
                        .setURI(plan.path() + "/live")
                        .addSubProtocol(subprotocol))
                .onSuccess(socket -> socket.handler(scanner::take))
                .mapEmpty();
    }

    private Future<Void> openEventStream(EventScanner scanner) {
        return http.request(HttpMethod.GET, plan.path() + "/events")
                .compose(request ->
                        request.putHeader("Accept", "text/event-stream").send())
                .onSuccess(response -> response.handler(scanner::take))
                .mapEmpty();
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
        ask("?wait=30s&after=" + after).onSuccess(body -> {
            scanner.take(body);
            poll(scanner, cursor(body));
        });
    }

    private Future<Buffer> ask(String query) {
        return http.request(HttpMethod.GET, plan.path() + "/events" + query)
                .compose(request ->
                        request.putHeader("Accept", "application/json").send())
                .compose(HttpClientResponse::body);
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
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
