package io.swarmbot.warmup;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A port of its own on the loopback address, behind which is everything that is behind the port of the service. So the
 * warm-up does not depend on how that one is bound or encrypted, and its connections can be told apart. Whoever does
 * not know the secret name in the path gets no answer there.
 *
 * <p>Thread-safety: confined to the thread of the warm-up.
 */
final class LoopbackServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    private final HttpServer server;

    private LoopbackServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @param service the options of the server of the service
     * @param secret what the path of each request must have in it
     */
    static LoopbackServer open(Vertx vertx, HttpServerOptions service, String secret) throws IOException {
        String address = InetAddress.getLoopbackAddress().getHostAddress();
        HttpServerOptions options = new HttpServerOptions(service)
                .setHost(address)
                // Only a label for its metrics, which are dropped by it.
                .setPort(UnmeteredRequests.PORT)
                .setSsl(false)
                .setUseAlpn(false)
                .setUseProxyProtocol(false);
        Handler<HttpServerRequest> root = VertxHttpRecorder.getRootHandler();
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            if (request.path() != null && request.path().contains(secret)) {
                root.handle(request);
            } else {
                request.connection().close();
            }
        });
        return new LoopbackServer(result(server.listen(SocketAddress.inetSocketAddress(0, address))));
    }

    int port() {
        return server.actualPort();
    }

    /** Closes the port and its connections. */
    @Override
    public void close() throws IOException {
        result(server.close());
    }

    private static <T> T result(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the port of the warm-up", e);
        }
    }
}
