package io.swarmbot.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to other services. One call takes at most a given time, from the connection to the last byte of the
 * answer, and reads at most {@value #MAX_BYTES} bytes of the answer's body. Only the head of an answer matters: if it
 * came, a body that is too long or too slow is cut off, and the connection is closed.
 *
 * <p>It speaks HTTP/1.1 and does not offer HTTP/2, because many receivers do not expect {@code Upgrade: h2c} with a
 * POST. It follows no redirect.
 *
 * <p>Thread-safety: any thread; {@link #send} blocks.
 */
final class WebhookCall implements Receiver {

    /** A body is read only so that the connection can be used again, and bodies worth it are short. */
    static final int MAX_BYTES = 64 * 1024;

    private final HttpClient client;
    private final Duration limit;

    /** @param limit how long one call may take */
    WebhookCall(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit)
                .build();
    }

    @Override
    public Answer send(HttpRequest request) throws IOException, InterruptedException {
        Reading reading = new Reading();
        CompletableFuture<HttpResponse<Void>> call = client.sendAsync(request, reading);
        try {
            call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return reading.head().orElseThrow(() -> new HttpTimeoutException("no answer within " + limit));
        } catch (ExecutionException e) {
            // The connection may have broken in the middle of the body.
            return reading.head().orElseThrow(() -> new IOException(String.valueOf(e.getCause()), e.getCause()));
        } finally {
            reading.stop();
            call.cancel(true);
        }
        return reading.head().orElseThrow(() -> new IOException("the answer has no head"));
    }

    /** Takes the head of an answer and drops its body. Thread-safe. */
    private static final class Reading implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile @Nullable Answer answer;
        private volatile @Nullable Subscription body;
        /** Of the client: it calls one at a time. */
        private long bytes;

        Optional<Answer> head() {
            return Optional.ofNullable(answer);
        }

        /** Reads no further; the connection is closed unless the body came to its end. */
        void stop() {
            Subscription open = body;
            if (open != null) {
                open.cancel();
            }
            end.complete(null);
        }

        @Override
        public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo head) {
            answer = new Answer(
                    head.statusCode(),
                    head.headers().firstValue("Retry-After"),
                    head.headers().firstValue("Location"));
            return this;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            body = subscription;
            if (end.isDone()) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> piece) {
            for (ByteBuffer each : piece) {
                bytes += each.remaining();
            }
            if (bytes > MAX_BYTES) {
                stop();
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
