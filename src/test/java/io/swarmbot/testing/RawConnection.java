package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One TCP connection that speaks HTTP/1.1 byte by byte, for requests that no HTTP client would send. Not thread-safe.
 */
public final class RawConnection implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = (int) Patience.LIMIT.toMillis();

    private final Socket socket;
    private final InputStream in;
    private final String host;

    /** An answer. Header names are in lower case. */
    public record Response(int status, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        public JsonNode json() {
            return JsonText.parse(body);
        }
    }

    private RawConnection(Socket socket, String host) throws IOException {
        this.socket = socket;
        this.host = host;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawConnection to(URI server) {
        return to(server, 0);
    }

    /** @param receiveBufferBytes what the kernel may hold for a client that does not read; 0 for its own choice */
    public static RawConnection to(URI server, int receiveBufferBytes) {
        return to(server, server.getAuthority(), receiveBufferBytes);
    }

    private static RawConnection to(URI server, String host, int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), READ_TIMEOUT_MILLIS);
            return new RawConnection(socket, host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param host the header Host of its requests, whatever the address of the server is */
    public static RawConnection to(URI server, String host) {
        return to(server, host, 0);
    }

    /** Asks once, with a body of JSON in ASCII. */
    public static Response post(URI server, String target, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json", "Content-Length", Integer.toString(body.length())));
        try (RawConnection connection = to(server)) {
            return connection
                    .request("POST", target, all.toArray(String[]::new))
                    .send(body)
                    .receive();
        }
    }

    /** Asks once, on a connection of its own. */
    public static Response ask(URI server, String method, String target, String... headers) {
        try (RawConnection connection = to(server)) {
            return connection.request(method, target, headers).receive();
        }
    }

    /** Asks for the upgrade to WebSocket, and returns the answer. */
    public static Response askToUpgrade(URI server, String target, String... headers) {
        try (RawConnection connection = to(server)) {
            return connection.upgrade(target, headers);
        }
    }

    /** Sends the head of a request that has no body, or whose body is sent afterwards. */
    public RawConnection request(String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    /** Becomes a WebSocket, if the other side agrees with 101. */
    public Response upgrade(String target, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Connection", "Upgrade", "Upgrade", "websocket"));
        all.addAll(List.of("Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
        return request("GET", target, all.toArray(String[]::new)).receive();
    }

    public RawConnection send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawConnection send(Frame frame) {
        return send(frame.asSent());
    }

    /** The next answer with its body. */
    public Response receive() {
        Response head = receiveHead();
        int status = head.status();
        if (status == 101 || status == 204 || status == 304) {
            return head;
        }
        String body = new String(bytes(head), UTF_8);
        return new Response(status, head.headers(), body);
    }

    /** The head of the next answer; {@link #body} has its body. */
    public Response receiveHead() {
        String status = readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return new Response(Integer.parseInt(status.split(" ", 3)[1]), headers, "");
    }

    /** The body of the answer without the frames of its chunks; it ends with the answer. */
    public InputStream body(Response head) {
        boolean isChunked = head.header("Transfer-Encoding").contains("chunked");
        return isChunked ? new ChunkedBody(in) : in;
    }

    /** The bytes that the server sends. */
    public InputStream in() {
        return in;
    }

    /** Reads without a time limit, because a stream may be silent for any time. */
    public RawConnection withoutTimeout() {
        try {
            socket.setSoTimeout(0);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The local port, which identifies this connection at the side of the service. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Ends the output: the other side reads the end of it, and can still answer. */
    public RawConnection endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection. */
    public void reset() {
        try {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of the body of the answer whose head was received. */
    public byte[] bytes(Response head) {
        try {
            String length = head.header("Content-Length");
            return length.isEmpty() ? body(head).readAllBytes() : in.readNBytes(Integer.parseInt(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() {
        try {
            return readLine(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended after '" + line.toString(UTF_8) + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(UTF_8);
    }
}
