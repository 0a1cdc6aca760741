package io.swarmbot.socketio;

import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The body of a request with packets, which is at most so long.
 *
 * <p>Thread-safety: confined to the event loop of its connection.
 */
final class PacketBody {

    private final RoutingContext context;
    private final int maxBytes;
    private final Buffer bytes = Buffer.buffer();
    private boolean isRefused;

    private PacketBody(RoutingContext context, int maxBytes) {
        this.context = context;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads a body, and refuses one that is too long.
     *
     * @param whenRead is given the packets, or nothing if the body is not UTF-8
     */
    static void read(RoutingContext context, int maxBytes, Consumer<Optional<List<String>>> whenRead) {
        PacketBody body = new PacketBody(context, maxBytes);
        HttpServerRequest request = context.request();
        request.handler(body::add).endHandler(all -> {
            if (!body.isRefused) {
                whenRead.accept(packetsOf(body.bytes));
            }
        });
    }

    private void add(Buffer piece) {
        if (isRefused) {
            return;
        }
        if (bytes.length() + piece.length() > maxBytes) {
            isRefused = true;
            EarlyRefusal.send(
                    context,
                    new Rejection(ErrorCode.TOO_BIG, "packets of one request have at most " + maxBytes + " bytes"));
            return;
        }
        bytes.appendBuffer(piece);
    }

    private static Optional<List<String>> packetsOf(Buffer body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
            return Optional.of(List.of(text.split(String.valueOf(Poll.SEPARATOR), -1)));
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
