package io.swarmbot.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Limits the kernel's send buffers. Otherwise the kernel would hold megabytes for each client that does not read, which
 * costs memory, and hides for minutes that the client reads nothing.
 */
@ApplicationScoped
class SendBuffers implements HttpServerOptionsCustomizer {

    /** About one write. The kernel doubles it; without a limit it grows to 2.5 to 3.5 MB (measured on Linux 6). */
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
