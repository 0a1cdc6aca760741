package io.swarmbot.api;

import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a command while it comes. What is over the limit of a command is counted and thrown away.
 *
 * <p>Thread-safety: confined to the event loop.
 */
final class CommandBody {

    private static final byte[] NOTHING = new byte[0];

    private final RoutingContext context;
    private final Consumer<byte[]> whole;
    /** Null until the first piece has come. */
    private @Nullable Buffer read;

    private boolean isJoined;
    private long length;

    private CommandBody(RoutingContext context, Consumer<byte[]> whole) {
        this.context = context;
        this.whole = whole;
    }

    /**
     * Reads the body to its end, and refuses the request if the body is too large.
     *
     * @param whole gets the body, unless the request is refused or its client is gone; it is empty if there is none
     */
    static void read(RoutingContext context, Consumer<byte[]> whole) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            // A body in chunks was read when its size was checked.
            whole.accept(bytesOf(context.body().buffer()));
            return;
        }
        String expected = request.getHeader(HttpHeaders.EXPECT);
        if (expected != null && HttpHeaders.CONTINUE.toString().equalsIgnoreCase(expected)) {
            context.response().writeContinue();
        }
        CommandBody body = new CommandBody(context, whole);
        // If the body breaks off, its client is gone, and nobody waits for an answer.
        request.handler(body::add).endHandler(ended -> body.end());
    }

    private static byte[] bytesOf(@Nullable Buffer read) {
        return read == null ? NOTHING : read.getBytes();
    }

    private void add(Buffer piece) {
        length += piece.length();
        if (length > Bodies.MAX_BATCH_BYTES) {
            // Only HTTP/2 comes here: with HTTP/1 it is known before how long a body is.
            EarlyRefusal.send(
                    context,
                    new Rejection(ErrorCode.TOO_BIG, "a body has at most " + Bodies.MAX_BATCH_BYTES + " bytes"));
        } else if (length > Bodies.MAX_BYTES) {
            read = null;
        } else if (read == null) {
            read = piece;
        } else {
            join(read, piece);
        }
    }

    /** Most bodies come in one piece, which is used as it is. */
    private void join(Buffer before, Buffer piece) {
        read = (isJoined ? before : Buffer.buffer(2 * before.length()).appendBuffer(before)).appendBuffer(piece);
        isJoined = true;
    }

    private void end() {
        if (length > Bodies.MAX_BYTES) {
            Problems.send(context.response(), Bodies.tooBig(length, Bodies.MAX_BYTES));
        } else {
            whole.accept(bytesOf(read));
        }
    }
}
