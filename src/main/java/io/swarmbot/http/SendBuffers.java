package io.swarmbot.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Keeps the kernel from holding megabytes for each client that does not read: what it holds is memory too, and hides for
 * minutes that nobody takes it.
 */
@ApplicationScoped
class SendBuffers implements HttpServerOptionsCustomizer {

    /** About one write; the kernel doubles it. Left to itself it grows to 2.5 to 3.5 MB (measured on Linux 6). */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(SEND_BUFFER_BYTES);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setSendBufferSize(SEND_BUFFER_BYTES);
    }
}
