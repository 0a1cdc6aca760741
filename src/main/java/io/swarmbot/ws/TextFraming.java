package io.swarmbot.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Framing;
import io.swarmbot.wire.Message;
import java.util.List;

/**
 * Messages as WebSocket text frames (RFC 6455, 5.2), ready for the socket. A server's frames are not masked, so the
 * same bytes serve every connection.
 */
enum TextFraming implements Framing {
    /** Puts each message into a frame of its own. */
    SINGLE {
        @Override
        public ByteBuf frame(List<Message> messages) {
            int size = 0;
            for (Message message : messages) {
                size += WebSocketFrames.size(message.json().length);
            }
            ByteBuf bytes = Framing.allocate(size);
            for (Message message : messages) {
                WebSocketFrames.beginText(bytes, message.json().length);
                bytes.writeBytes(message.json());
            }
            return bytes;
        }
    },

    /** Puts all messages into one frame, as a JSON array: a busy stream costs one frame instead of hundreds. */
    BATCH {
        @Override
        public ByteBuf frame(List<Message> messages) {
            // Two brackets, and a comma between each two messages.
            int payload = messages.size() + 1;
            for (Message message : messages) {
                payload += message.json().length;
            }
            ByteBuf bytes = Framing.allocate(WebSocketFrames.size(payload));
            WebSocketFrames.beginText(bytes, payload);
            char separator = '[';
            for (Message message : messages) {
                bytes.writeByte(separator);
                bytes.writeBytes(message.json());
                separator = ',';
            }
            bytes.writeByte(']');
            return bytes;
        }
    };

    /** The subprotocol of clients that take messages as arrays. */
    static final String BATCH_SUBPROTOCOL = "swarmbot.batch.v1";

    private static final int FINAL_PING = 0x89;

    static TextFraming of(String subprotocol) {
        return BATCH_SUBPROTOCOL.equals(subprotocol) ? BATCH : SINGLE;
    }

    /**
     * A ping frame without content, which the caller releases. It is made for each ping, because a buffer in a static
     * field would stop the build of a native image.
     */
    static ByteBuf ping() {
        return Unpooled.wrappedBuffer(new byte[] {(byte) FINAL_PING, 0});
    }
}
