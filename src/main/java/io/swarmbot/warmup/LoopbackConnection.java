package io.swarmbot.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;

/**
 * One connection of the warm-up to its own server. It speaks as much HTTP/1.1 and WebSocket as that takes: an HTTP
 * client of a library would be counted in the metrics of clients, and its threads would stay.
 *
 * <p>Thread-safety: confined to the thread of the warm-up, which waits for what it reads.
 */
final class LoopbackConnection implements Closeable {

    /** An answer takes milliseconds. Whoever waits for so long waits for ever. */
    private static final int PATIENCE_MILLIS = 5_000;

    private static final int CLOSE = 8;
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_CLOSE = 0x88;
    private static final int MASKED = 0x80;
    /** A client masks what it sends (RFC 6455, 5.3); with a mask of zeros the bytes stay as they are. */
    private static final byte[] MASK = new byte[4];

    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    LoopbackConnection(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /**
     * An answer.
     *
     * @param head the status line and the fields, each in a line
     */
    record Answer(int status, String head) {

        /** The value of a field. */
        Optional<String> field(String name) {
            String wanted = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                    .map(line -> line.substring(wanted.length()).strip())
                    .findFirst();
        }
    }

    /**
     * Sends a request.
     *
     * @param fields further fields, each with its line end
     * @param body JSON; empty for none
     */
    void send(String method, String target, String fields, String body) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String type = content.length == 0 ? "" : "Content-Type: application/json\r\n";
        String length = method.equals("GET") ? "" : "Content-Length: " + content.length + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                (method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + type + length + "\r\n")
                        .getBytes(ISO_8859_1));
        request.writeBytes(content);
        request.writeTo(out);
    }

    /** Sends the handshake of a WebSocket (RFC 6455, 4.1). */
    void sendUpgrade(String target, String fields) throws IOException {
        send(
                "GET",
                target,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + fields,
                "");
    }

    /** Reads an answer with its body. */
    Answer receive() throws IOException {
        Answer answer = receiveHead();
        if (answer.field("Transfer-Encoding").isPresent()) {
            skipChunks();
        } else {
            in.skipNBytes(Long.parseLong(answer.field("Content-Length").orElse("0")));
        }
        return answer;
    }

    /**
     * Reads the head of an answer behind which comes a stream.
     *
     * @throws IOException if the status is an error
     */
    Answer receiveHead() throws IOException {
        StringBuilder head = new StringBuilder();
        String line = readLine();
        while (!line.isEmpty()) {
            head.append(line).append('\n');
            line = readLine();
        }
        int status = Integer.parseInt(head.substring(9, 12));
        if (status >= 400) {
            throw new IOException("the service refused a request of its own: " + head);
        }
        return new Answer(status, head.toString());
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = read();
        while (c != '\n') {
            line.append((char) c);
            c = read();
        }
        return line.toString().strip();
    }

    private void skipChunks() throws IOException {
        int length = Integer.parseInt(readLine(), 16);
        while (length > 0) {
            in.skipNBytes(length);
            readLine();
            length = Integer.parseInt(readLine(), 16);
        }
        readLine();
    }

    private int read() throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new EOFException("the service closed a connection of its own");
        }
        return read;
    }

    /** Sends a WebSocket message. */
    void sendText(String text) throws IOException {
        byte[] content = text.getBytes(UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(FINAL_TEXT);
        if (content.length <= SHORT_LENGTH) {
            frame.write(MASKED | content.length);
        } else {
            frame.write(MASKED | TWO_BYTES);
            frame.write(content.length >> 8);
            frame.write(content.length);
        }
        frame.writeBytes(MASK);
        frame.writeBytes(content);
        frame.writeTo(out);
    }

    /** Reads the WebSocket frames that are there, at least one. */
    void receiveFrames() throws IOException {
        do {
            receiveFrame();
        } while (in.available() > 0);
    }

    private int receiveFrame() throws IOException {
        int opcode = read() & 0xF;
        long length = read();
        if (length == TWO_BYTES) {
            length = readNumber(2);
        } else if (length == EIGHT_BYTES) {
            length = readNumber(8);
        }
        in.skipNBytes(length);
        return opcode;
    }

    private long readNumber(int bytes) throws IOException {
        long number = 0;
        for (int n = 0; n < bytes; n++) {
            number = number << 8 | read();
        }
        return number;
    }

    /** Sends the close frame of a WebSocket. */
    void sendClose() throws IOException {
        out.write(new byte[] {(byte) FINAL_CLOSE, (byte) MASKED, 0, 0, 0, 0});
    }

    /** Reads up to the service's answer to the close frame, and hangs up. */
    void receiveClose() throws IOException {
        while (receiveFrame() != CLOSE) {
            // What was on its way.
        }
        close();
    }

    /** Reads what a stream brings, at least a byte. */
    void receiveSome() throws IOException {
        read();
        in.skipNBytes(in.available());
    }

    /** Reads a stream to its end. */
    void receiveAll() throws IOException {
        while (in.read() >= 0) {
            in.skipNBytes(in.available());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
