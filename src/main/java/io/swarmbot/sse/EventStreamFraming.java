package io.swarmbot.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.push.Framing;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.util.List;

/**
 * Messages as an event stream: the cursor as id, the type as event, the JSON as data, which has no line breaks. A heartbeat
 * is an id alone: it moves the client's last event id and dispatches nothing.
 */
enum EventStreamFraming implements Framing {
    INSTANCE;

    private static final int FIELDS_ROOM = 96;
    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);

    @Override
    public ByteBuf frame(List<Message> messages) {
        int size = 0;
        for (Message message : messages) {
            size += FIELDS_ROOM + message.json().length;
        }
        ByteBuf bytes = Unpooled.buffer(size);
        for (Message message : messages) {
            if (message.id() != null) {
                bytes.writeBytes(ID);
                bytes.writeCharSequence(message.id().toString(), US_ASCII);
                bytes.writeByte('\n');
            }
            if (!message.type().equals(Notices.HEARTBEAT)) {
                bytes.writeBytes(EVENT);
                bytes.writeCharSequence(message.type(), US_ASCII);
                bytes.writeByte('\n')
                        .writeBytes(DATA)
                        .writeBytes(message.json())
                        .writeByte('\n');
            }
            bytes.writeByte('\n');
        }
        return Unpooled.unreleasableBuffer(bytes);
    }
}
