package io.swarmbot.files.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The body of an answer is read as fast as the client takes it, and what breaks off does not look whole. */
class ObjectSendingTest {

    /** More than the sockets of both sides can hold. */
    private static final long SIZE = 64 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        threads.shutdownNow();
    }

    /** An object of which reading fails from one byte on. */
    private static final class Source implements ReadableByteChannel {

        private final AtomicLong read = new AtomicLong();
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private final long failsAt;

        Source(long failsAt) {
            this.failsAt = failsAt;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            assertThat(Thread.currentThread().getName()).doesNotContain("eventloop");
            if (read.get() >= failsAt) {
                throw new IOException("the server is gone");
            }
            int length = into.remaining();
            into.position(into.limit());
            read.addAndGet(length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return !closed.isDone();
        }

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    private URI serverOf(Source source) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(SIZE));
                    Future<Void> sent = new ObjectSending(request.response(), source, SIZE, threads).begin();
                    sent.onFailure(failure -> {
                        if (!request.response().headWritten()) {
                            request.response().headers().remove(HttpHeaders.CONTENT_LENGTH);
                            request.response().setStatusCode(503).end();
                        }
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    @Test
    void nothingIsReadAheadOfASlowClient() throws IOException {
        Source source = new Source(Long.MAX_VALUE);
        try (RawConnection connection = RawConnection.to(serverOf(source))) {
            RawConnection.Response head = connection.request("GET", "/").receiveHead();

            // The client takes nothing more. What is read stays the same for two hundred rounds.
            Patience.await("the sending stops").until(() -> {
                long before = source.read.get();
                for (int round = 0; round < 200; round++) {
                    threads.submit(() -> {}).get();
                    CompletableFuture<Void> loop = new CompletableFuture<>();
                    vertx.getOrCreateContext().runOnContext(done -> loop.complete(null));
                    loop.get();
                }
                return source.read.get() == before;
            });
            assertThat(source.read.get()).isLessThan(SIZE);
            assertThat(source.isOpen()).isTrue();

            InputStream body = connection.body(head);
            body.skipNBytes(SIZE);
        }
        assertThat(source.read.get()).isEqualTo(SIZE);
        source.closed.join();
    }

    @Test
    void answerThatBreaksOffDoesNotLookWhole() throws IOException {
        Source source = new Source(1 << 20);
        try (RawConnection connection = RawConnection.to(serverOf(source))) {
            RawConnection.Response head = connection.request("GET", "/").receiveHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(connection.body(head).readAllBytes()).hasSizeLessThan((int) SIZE);
        } catch (IOException reset) {
            // The client may hear of it this way, too.
            assertThat(reset).hasMessageContaining("reset");
        }
        source.closed.join();
    }

    @Test
    void anotherAnswerIsGivenIfNothingWasSent() {
        Source source = new Source(0);
        try (RawConnection connection = RawConnection.to(serverOf(source))) {
            assertThat(connection.request("GET", "/").receiveHead().status()).isEqualTo(503);
        }
        source.closed.join();
    }

    @Test
    void objectIsClosedWhenTheClientIsGone() {
        Source source = new Source(Long.MAX_VALUE);
        try (RawConnection connection = RawConnection.to(serverOf(source))) {
            connection.request("GET", "/").receiveHead();
            connection.reset();
        }
        source.closed.join();
        assertThat(source.read.get()).isLessThan(SIZE);
    }
}
