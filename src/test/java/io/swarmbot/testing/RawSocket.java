package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A client that reads only when it is told to, and that can look at the server's end of its connection. Linux only. */
public final class RawSocket implements AutoCloseable {

    private static final byte[] MASK = {0, 0, 0, 0};

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String host;

    private RawSocket(URI server) throws IOException {
        host = server.getHost() + ":" + server.getPort();
        // A small window, so that the kernel holds few bytes.
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        in = new BufferedInputStream(socket.getInputStream(), 8 * 1024);
    }

    /** Opens an event stream and reads nothing of it. */
    public static RawSocket eventStream(URI server, String path) throws IOException {
        RawSocket raw = new RawSocket(server);
        raw.send("GET " + path + " HTTP/1.1\r\nHost: " + raw.host + "\r\nAccept: text/event-stream\r\n\r\n");
        return raw;
    }

    /** Opens a WebSocket and reads no more than the answer to the upgrade. */
    public static RawSocket webSocket(URI server, String path, String subprotocol) throws IOException {
        RawSocket raw = new RawSocket(server);
        raw.send("GET " + path + " HTTP/1.1\r\nHost: " + raw.host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + subprotocol
                + "\r\n\r\n");
        raw.readUntil("\r\n\r\n");
        return raw;
    }

    /** Sends a WebSocket text frame of less than 126 bytes. */
    public void text(String message) throws IOException {
        frame(0x81, message.getBytes(UTF_8));
    }

    /** Sends a WebSocket ping with a full payload. */
    public void ping() throws IOException {
        frame(0x89, new byte[125]);
    }

    private void frame(int head, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(head);
        frame.write(0x80 | payload.length);
        frame.writeBytes(MASK);
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    private void send(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /** Reads up to the end of that text, and returns everything that was read. */
    public String readUntil(String end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] tail = end.getBytes(UTF_8);
        int matched = 0;
        while (matched < tail.length) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("closed after " + text.size() + " bytes");
            }
            text.write(read);
            matched = read == tail[matched] ? matched + 1 : read == tail[0] ? 1 : 0;
        }
        return text.toString(UTF_8);
    }

    /** Whether this process, in which the server runs, holds the server's end of the connection open. */
    public boolean isOpenAtServer() {
        return serverInode().map(RawSocket::isOpenHere).orElse(false);
    }

    private Optional<String> serverInode() {
        return columns(socket.getPort(), socket.getLocalPort())
                .map(columns -> columns[9])
                .filter(inode -> !inode.equals("0"))
                .findFirst();
    }

    /** Whether the server has read all that was sent: nothing waits in the queues of either end. */
    public boolean isAllRead() {
        boolean isSent = columns(socket.getLocalPort(), socket.getPort()).allMatch(columns -> queue(columns, 0) == 0);
        return isSent && columns(socket.getPort(), socket.getLocalPort()).allMatch(columns -> queue(columns, 1) == 0);
    }

    /** The bytes that the system holds, to send (0) or received (1). */
    private static long queue(String[] columns, int which) {
        return Long.parseLong(columns[4].split(":")[which], 16);
    }

    /** What the system knows of one end of the connection. */
    private static Stream<String[]> columns(int localPort, int remotePort) {
        String local = String.format(":%04X", localPort);
        String remote = String.format(":%04X", remotePort);
        return Stream.of("/proc/self/net/tcp", "/proc/self/net/tcp6")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(RawSocket::lines)
                .map(String::strip)
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns.length > 9)
                .filter(columns -> columns[1].endsWith(local) && columns[2].endsWith(remote));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isOpenHere(String inode) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals("socket:[" + inode + "]");
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
