package io.swarmbot.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.swarmbot.http.WebSocketFrames;
import io.swarmbot.push.Framing;
import io.swarmbot.wire.Message;
import java.util.List;

/**
 * Messages as events of Socket.IO in frames of a WebSocket, with the message as the one argument. Behind those of one
 * write comes an event {@code cursor}, whose argument is the cursor that the client has reached: it is the last string
 * that the client was sent, and so the offset with which its library comes back.
 *
 * <p>All connections share the bytes. Polling takes the packets out of the frames ({@link PollingTransport}).
 */
enum PacketFraming implements Framing {
    FRAMES;

    private static final byte[] EVENT = "42[\"".getBytes(US_ASCII);
    private static final byte[] ARGUMENT = "\",".getBytes(US_ASCII);
    private static final byte[] CURSOR = "42[\"cursor\",\"".getBytes(US_ASCII);
    private static final byte[] CURSOR_END = "\"]".getBytes(US_ASCII);

    @Override
    public ByteBuf frame(List<Message> messages) {
        int size = 0;
        String cursor = null;
        for (Message message : messages) {
            size += WebSocketFrames.size(length(message));
            cursor = message.id() == null ? cursor : message.id().toString();
        }
        int cursorLength = cursor == null ? 0 : CURSOR.length + cursor.length() + CURSOR_END.length;
        ByteBuf bytes = Framing.allocate(size + WebSocketFrames.size(cursorLength));
        messages.forEach(message -> write(bytes, message));
        if (cursor != null) {
            WebSocketFrames.beginText(bytes, cursorLength);
            bytes.writeBytes(CURSOR);
            bytes.writeCharSequence(cursor, US_ASCII);
            bytes.writeBytes(CURSOR_END);
        }
        return bytes;
    }

    private static int length(Message message) {
        return message.type().equals(Packets.PACKET)
                ? message.json().length
                : EVENT.length + message.type().length() + ARGUMENT.length + message.json().length + 1;
    }

    private static void write(ByteBuf bytes, Message message) {
        WebSocketFrames.beginText(bytes, length(message));
        if (message.type().equals(Packets.PACKET)) {
            bytes.writeBytes(message.json());
        } else {
            bytes.writeBytes(EVENT);
            bytes.writeCharSequence(message.type(), US_ASCII);
            bytes.writeBytes(ARGUMENT).writeBytes(message.json()).writeByte(']');
        }
    }
}
