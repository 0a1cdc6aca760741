package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A WebSocket on which files come and go, message by message, so that a test can cut and mix them. Not thread-safe. */
public final class FileSocket implements AutoCloseable {

    /** What a piece of a file has before its bytes. */
    public static final int HEAD_BYTES = 12;

    private final RawConnection connection;
    private final List<JsonNode> messages = new ArrayList<>();
    private int pings;

    /** A piece of a file that came. */
    public record Piece(int transfer, long offset, byte[] bytes) {}

    /** What came: either a message or a piece, or how the connection was closed. */
    public record Came(JsonNode message, Piece piece, Integer closeCode) {}

    private FileSocket(RawConnection connection) {
        this.connection = connection;
    }

    public static String path(String swarm) {
        return "/api/v1/swarms/" + swarm + "/files/live";
    }

    /** @param headers names and values of further headers of the handshake */
    public static FileSocket open(URI server, String swarm, String... headers) {
        RawConnection connection = RawConnection.to(server);
        RawConnection.Response answer = connection.upgrade(path(swarm), headers);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(101);
        return new FileSocket(connection);
    }

    /** Sends a message, in which {@code '} stands for a quotation mark. */
    public FileSocket say(String json) {
        return send(Frame.text(json.replace('\'', '"')));
    }

    public FileSocket send(Frame frame) {
        connection.send(frame);
        return this;
    }

    /** Sends a piece of a file. */
    public FileSocket piece(int transfer, long offset, byte[] bytes) {
        byte[] message = ByteBuffer.allocate(HEAD_BYTES + bytes.length)
                .putInt(transfer)
                .putLong(offset)
                .put(bytes)
                .array();
        return send(new Frame(Frame.BINARY, message));
    }

    /** Begins an upload, and returns what the service says to it. */
    public JsonNode upload(int transfer, long size, String more) {
        return say("{'type':'upload','transfer':" + transfer + ",'filename':'a','size':" + size + more + "}")
                .answer(transfer);
    }

    public JsonNode resume(int transfer, String file) {
        return say("{'type':'resume','transfer':" + transfer + ",'file_id':'" + file + "'}")
                .answer(transfer);
    }

    public JsonNode download(int transfer, String file, long offset) {
        return say("{'type':'download','transfer':" + transfer + ",'file_id':'" + file + "','offset':" + offset + "}")
                .answer(transfer);
    }

    public FileSocket credit(int transfer, long bytes) {
        return say("{'type':'credit','transfer':" + transfer + ",'bytes':" + bytes + "}");
    }

    /** The next message about that transfer that is neither credit nor news of what is stored. */
    public JsonNode answer(int transfer) {
        while (true) {
            JsonNode message = message();
            if (message.path("transfer").asInt() == transfer
                    && !List.of("credit", "stored")
                            .contains(message.path("type").asText())) {
                return message;
            }
        }
    }

    /** The next message. */
    public JsonNode message() {
        Came came = next();
        assertThat(came.message()).as(came.toString()).isNotNull();
        return came.message();
    }

    /** The next piece; other messages before it are passed over. */
    public Piece nextPiece() {
        while (true) {
            Came came = next();
            assertThat(came.closeCode()).isNull();
            if (came.piece() != null) {
                return came.piece();
            }
        }
    }

    /** What comes next. A ping is answered. */
    public Came next() {
        try {
            while (true) {
                Frame frame = Frame.read(connection.in());
                byte[] payload = frame.payload();
                switch (frame.head()) {
                    case Frame.TEXT -> {
                        JsonNode message = JsonText.parse(frame.text());
                        messages.add(message);
                        return new Came(message, null, null);
                    }
                    case Frame.BINARY -> {
                        ByteBuffer head = ByteBuffer.wrap(payload);
                        byte[] bytes = Arrays.copyOfRange(payload, HEAD_BYTES, payload.length);
                        return new Came(null, new Piece(head.getInt(), head.getLong(), bytes), null);
                    }
                    case Frame.PING -> {
                        pings++;
                        send(new Frame(Frame.PONG, payload));
                    }
                    case Frame.CLOSE -> {
                        return new Came(null, null, (payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
                    }
                    default -> throw new AssertionError("a frame that starts with " + frame.head());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code with which the service closes; messages before it are passed over. */
    public int closeCode() {
        while (true) {
            Came came = next();
            if (came.closeCode() != null) {
                return came.closeCode();
            }
        }
    }

    /** All messages so far. */
    public List<JsonNode> messages() {
        return messages;
    }

    /** Pings so far; each was answered. */
    public int pings() {
        return pings;
    }

    /** Cuts the connection off. */
    public void reset() {
        connection.reset();
    }

    @Override
    public void close() {
        connection.close();
    }
}
