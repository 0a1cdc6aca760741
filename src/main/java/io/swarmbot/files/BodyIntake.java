package io.swarmbot.files;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Passes the body of a request on to the disk while it comes. If the disk is slower than the client, nothing more is
 * read from the client until the disk has caught up.
 *
 * <p>Thread-safety: confined to the event loop of the request. What it gives to {@code serial} runs there.
 */
final class BodyIntake {

    /** While so many bytes wait for the disk, nothing more is read. */
    private static final int HIGH_BYTES = 128 * 1024;

    private static final int LOW_BYTES = HIGH_BYTES / 2;

    private final HttpServerRequest request;
    private final Context loop;
    private final Executor serial;
    private final UploadSink sink;
    private final long most;
    private final CompletableFuture<Void> whole = new CompletableFuture<>();
    private long received;
    private int pending;
    private boolean isPaused;
    private long receivedBefore = -1;

    /**
     * @param request is paused
     * @param serial runs what is done with the sink
     * @param most how many bytes the body may have
     */
    BodyIntake(HttpServerRequest request, Context loop, Executor serial, UploadSink sink, long most) {
        this.request = request;
        this.loop = loop;
        this.serial = serial;
        this.sink = sink;
        this.most = most;
    }

    /**
     * Reads the body to its end.
     *
     * @return completes on {@code serial} when all of it is written. Fails with a {@link Rejection} if the body is too
     *     long, with a {@link ClosedChannelException} if the client is gone, and as the sink fails
     */
    CompletableFuture<Void> receive() {
        String expected = request.getHeader(HttpHeaders.EXPECT);
        if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(expected)) {
            request.response().writeContinue();
        }
        if (request.isEnded()) {
            serial.execute(() -> whole.complete(null));
            return whole;
        }
        request.handler(this::take)
                .exceptionHandler(broken -> clientIsGone())
                .endHandler(end -> serial.execute(() -> whole.complete(null)));
        request.resume();
        return whole;
    }

    /** Nothing more comes. */
    void clientIsGone() {
        serial.execute(() -> whole.completeExceptionally(new ClosedChannelException()));
    }

    /** Whether nothing more is read until the disk has caught up. */
    boolean isPaused() {
        return isPaused;
    }

    /** Whether the client could send, and has sent nothing since this was asked last. */
    boolean isStalled() {
        boolean isSilent = !isPaused && !request.isEnded() && received == receivedBefore;
        receivedBefore = received;
        return isSilent;
    }

    private void take(Buffer piece) {
        received += piece.length();
        if (received > most) {
            serial.execute(() -> whole.completeExceptionally(
                    new Rejection(ErrorCode.TOO_BIG, "the body may have " + most + " bytes here, and has more")));
        }
        if (whole.isDone() || received > most) {
            return;
        }
        pending += piece.length();
        if (pending >= HIGH_BYTES && !isPaused) {
            isPaused = true;
            request.pause();
        }
        serial.execute(() -> write(piece));
    }

    @SuppressWarnings("deprecation") // Every other way copies the bytes.
    private void write(Buffer piece) {
        if (!whole.isDone()) {
            try {
                sink.write(piece.getByteBuf().nioBuffer());
            } catch (Exception | Error failure) {
                whole.completeExceptionally(failure);
            }
        }
        loop.runOnContext(written -> {
            pending -= piece.length();
            if (isPaused && pending <= LOW_BYTES) {
                isPaused = false;
                request.resume();
            }
        });
    }
}
