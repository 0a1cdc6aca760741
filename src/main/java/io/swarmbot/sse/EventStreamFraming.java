package io.swarmbot.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.Framing;
import io.swarmbot.wire.Message;
import java.util.List;

/**
 * Messages as an event stream (WHATWG HTML, 9.2): the cursor is the id, the type is the event, and the JSON, which has
 * no line breaks, is the data. A heartbeat has data as well: some clients move their last event id only with an event
 * that they dispatch.
 */
enum EventStreamFraming implements Framing {
    /** Messages one after another. The protocol below frames them. */
    PLAIN {
        @Override
        ByteBuf comment() {
            return bytes(COMMENT);
        }

        @Override
        public ByteBuf frame(List<Message> messages) {
            ByteBuf bytes = Framing.allocate(size(messages));
            write(bytes, messages);
            return bytes;
        }
    },

    /**
     * Messages as one chunk of HTTP/1.1 (RFC 9112, 7.1), ready for the socket: the same bytes serve every connection.
     */
    CHUNKED {
        @Override
        ByteBuf comment() {
            return bytes(Integer.toHexString(COMMENT.length()) + "\r\n" + COMMENT + "\r\n");
        }

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

    /** A comment, behind which readers take what comes next for a new event. */
    private static final String COMMENT = ":\n\n";

    /** Bytes of an int in hexadecimal digits and a line end. */
    private static final int LONGEST_CHUNK_HEADER = 10;

    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);

    /** Bytes for the field names, the type and the cursor of a message: more than they need. */
    private static final int FIELDS_ROOM = 96;

    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);

    /** Bytes that mean nothing to the client, and only show that the connection is there. The caller releases them. */
    abstract ByteBuf comment();

    private static ByteBuf bytes(String text) {
        ByteBuf bytes = Framing.allocate(text.length());
        bytes.writeCharSequence(text, US_ASCII);
        return bytes;
    }

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
            if (message.retryMillis() > 0) {
                bytes.writeBytes(RETRY);
                bytes.writeCharSequence(Long.toString(message.retryMillis()), US_ASCII);
                bytes.writeByte('\n');
            }
            bytes.writeBytes(EVENT);
            bytes.writeCharSequence(message.type(), US_ASCII);
            bytes.writeByte('\n')
                    .writeBytes(DATA)
                    .writeBytes(message.json())
                    .writeByte('\n')
                    .writeByte('\n');
        }
    }
}
