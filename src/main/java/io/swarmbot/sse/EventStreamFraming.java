package io.swarmbot.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.Framing;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.util.List;

/**
 * Messages as an event stream: the cursor as id, the type as event, the JSON as data, which has no line breaks. A heartbeat
 * is an id alone: it moves the client's last event id and dispatches nothing.
 */
enum EventStreamFraming implements Framing {
    /** As they are: the protocol below frames them. */
    PLAIN {
        @Override
        public ByteBuf frame(List<Message> messages) {
            ByteBuf bytes = Framing.allocate(size(messages));
            write(bytes, messages);
            return bytes;
        }
    },

    /** As one chunk of HTTP/1.1 (RFC 9112, 7.1), ready for the socket: the same bytes serve every connection. */
    CHUNKED {
        @Override
        public ByteBuf frame(List<Message> messages) {
            ByteBuf bytes = Framing.allocate(LONGEST_CHUNK_HEADER + size(messages) + LINE_END.length);
            bytes.writerIndex(LONGEST_CHUNK_HEADER);
            write(bytes, messages);
            byte[] length = Integer.toHexString(bytes.writerIndex() - LONGEST_CHUNK_HEADER)
                    .getBytes(US_ASCII);
            int start = LONGEST_CHUNK_HEADER - LINE_END.length - length.length;
            bytes.setBytes(start, length).setBytes(start + length.length, LINE_END);
            return bytes.writeBytes(LINE_END).readerIndex(start);
        }
    };

    /** An int in hexadecimal digits, and a line end. */
    private static final int LONGEST_CHUNK_HEADER = 10;

    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

    /** What is around a message's type, cursor and JSON. */
    private static final int FIELDS_ROOM = 96;

    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);

    private static int size(List<Message> messages) {
        int size = 0;
        for (Message message : messages) {
            size += FIELDS_ROOM + message.json().length;
        }
        return size;
    }

    private static void write(ByteBuf bytes, List<Message> messages) {
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
    }
}
