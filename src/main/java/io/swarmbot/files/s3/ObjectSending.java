package io.swarmbot.files.s3;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends bytes of an object as the body of an answer, piece by piece: the next one is read when the client has taken the
 * one before.
 *
 * <p>Thread-safety: confined to the event loop of the answer. One piece is read at a time, on another thread.
 */
final class ObjectSending {

    private static final int PIECE_BYTES = 64 * 1024;

    private final HttpServerResponse response;
    private final ReadableByteChannel bytes;
    private final Executor threads;
    private final Context loop;
    private final Promise<Void> sent = Promise.promise();
    private long left;

    /**
     * To be made on the event loop of the answer.
     *
     * @param bytes is closed in the end
     * @param length how many bytes it has, more than 0
     */
    ObjectSending(HttpServerResponse response, ReadableByteChannel bytes, long length, Executor threads) {
        this.response = response;
        this.bytes = bytes;
        this.left = length;
        this.threads = threads;
        this.loop = Objects.requireNonNull(Vertx.currentContext(), "answers are sent on their event loop");
    }

    /** @return ends with the answer. If it fails before anything was written, another answer can still be given */
    Future<Void> begin() {
        readNext();
        return sent.future();
    }

    private void readNext() {
        int length = (int) Math.min(PIECE_BYTES, left);
        CompletableFuture.supplyAsync(() -> piece(length), threads)
                .whenComplete((piece, failure) -> loop.runOnContext(ready -> write(piece, failure)));
    }

    private Buffer piece(int length) {
        ByteBuffer piece = ByteBuffer.allocate(length);
        try {
            while (piece.hasRemaining()) {
                if (bytes.read(piece) < 0) {
                    throw new IllegalStateException("the object has less bytes than it said");
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Buffer.buffer(piece.array());
    }

    private void write(@Nullable Buffer piece, @Nullable Throwable failure) {
        if (piece == null) {
            fail(failure == null ? new IllegalStateException("there is no piece") : failure);
            return;
        }
        left -= piece.length();
        Future<Void> written = left > 0 ? response.write(piece) : response.end(piece);
        written.onComplete(done -> {
            if (done.failed()) {
                fail(done.cause());
            } else if (left > 0) {
                readNext();
            } else {
                closeFile();
                sent.tryComplete();
            }
        });
    }

    private void fail(Throwable failure) {
        closeFile();
        if (response.headWritten() && !response.ended()) {
            // The client must not take what it has for the whole.
            response.reset();
        }
        sent.tryFail(failure);
    }

    private void closeFile() {
        threads.execute(() -> {
            try {
                bytes.close();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
    }
}
