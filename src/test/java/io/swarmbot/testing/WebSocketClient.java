package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows a swarm over WebSocket, and sends it commands. */
public final class WebSocketClient extends Inbox {

    /** The subprotocol in which each frame is one message. */
    public static final String SINGLE = "swarmbot.v1";
    /** The subprotocol in which each frame is an array of messages. */
    public static final String BATCH = "swarmbot.batch.v1";

    /** What {@link #closeCode} returns if there was no close frame, or no code in it. */
    public static final int NO_CLOSE_FRAME = 1006;

    private static final int NO_CODE = 1005;

    private final RawConnection connection;
    private final String subprotocol;
    private final boolean isBatch;
    private final boolean wantsSnapshot;
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();

    // Guarded by this.
    private int closeCode = -1;
    private String closeReason = "";

    private volatile boolean isLeaving;

    private WebSocketClient(RawConnection connection, String subprotocol, String query) {
        this.connection = connection.withoutTimeout();
        this.subprotocol = subprotocol;
        this.isBatch = subprotocol.equals(BATCH);
        this.wantsSnapshot = query.contains("snapshot=true");
    }

    /**
     * @param query the text behind the question mark; may be empty
     * @param subprotocols {@link #SINGLE}, {@link #BATCH}, or none
     */
    public static WebSocketClient open(URI server, String swarm, String query, String... subprotocols) {
        return openWith(
                server,
                swarm,
                query,
                subprotocols.length == 0
                        ? new String[0]
                        : new String[] {"Sec-WebSocket-Protocol", String.join(", ", subprotocols)});
    }

    /** @param headers names and values of further headers of the handshake */
    public static WebSocketClient openWith(URI server, String swarm, String query, String... headers) {
        RawConnection connection = RawConnection.to(server);
        RawConnection.Response answer = connection.upgrade(target(swarm, query), headers);
        if (answer.status() != 101) {
            throw new AssertionError("no WebSocket but " + answer);
        }
        WebSocketClient client = new WebSocketClient(connection, answer.header("Sec-WebSocket-Protocol"), query);
        Thread reader = new Thread(client::read, "live-client");
        reader.setDaemon(true);
        reader.start();
        // In the envelope of CloudEvents it is "io.swarmbot.connected".
        client.await(
                "the first message", message -> StreamClient.typeOf(message).endsWith("connected"));
        return client;
    }

    /** The path and query of the WebSocket of a swarm. */
    public static String target(String swarm, String query) {
        return "/api/v1/swarms/" + swarm + "/live" + (query.isEmpty() ? "" : "?" + query);
    }

    public WebSocketClient send(String text) {
        return send(Frame.text(text));
    }

    public WebSocketClient send(Frame frame) {
        synchronized (connection) {
            connection.send(frame);
        }
        return this;
    }

    /** Sends a command, one JSON object, and waits for the {@code ack} or {@code error} with its id. */
    public JsonNode ask(String command) {
        String id = JsonText.parse(command).path("id").asText();
        send(command);
        return answer(id);
    }

    /** Waits for the {@code ack} or {@code error} with that id. */
    public JsonNode answer(String id) {
        return await(
                "the answer to " + id,
                message -> isAnswer(message) && message.path("id").asText().equals(id));
    }

    public static boolean isAnswer(JsonNode message) {
        String type = StreamClient.typeOf(message);
        return type.equals("ack") || type.equals("error");
    }

    /** Waits for the close frame and returns its code; {@link #NO_CLOSE_FRAME} if the connection ended without one. */
    public int closeCode() {
        awaitEnd();
        synchronized (this) {
            return closeCode;
        }
    }

    public String closeReason() {
        awaitEnd();
        synchronized (this) {
            return closeReason;
        }
    }

    /** The subprotocol that the service chose; empty if the client asked for none. */
    public String subprotocol() {
        return subprotocol;
    }

    /** Text frames so far. */
    public int frames() {
        return frames.get();
    }

    /** Pings so far; each was answered. */
    public int pings() {
        return pings.get();
    }

    @Override
    public void closeHard() {
        readOn();
        connection.reset();
    }

    /** Sends a close frame and waits for the answer. */
    public void closeNormally() {
        isLeaving = true;
        send(Frame.close(1000));
        awaitEnd();
    }

    private void took(String frame) {
        JsonNode content = JsonText.parse(frame);
        if (content.isArray() != isBatch || content.isEmpty()) {
            throw new AssertionError((isBatch ? "not an array: " : "not an object: ") + frame);
        }
        if (isBatch) {
            content.forEach(this::took);
        } else {
            took(content);
        }
    }

    private void took(JsonNode message) {
        String cursor = StreamClient.cursorOf(message);
        boolean isReached;
        switch (StreamClient.typeOf(message)) {
            case "connected" ->
                isReached = !wantsSnapshot || message.path("resumed").asBoolean();
            case "reset" -> isReached = !wantsSnapshot;
            case "snapshot" -> isReached = message.path("last").asBoolean();
            case "ack", "error", "gone", "reconnect" -> isReached = false;
            default -> isReached = true;
        }
        take(message, isReached ? cursor : null);
    }

    private void read() {
        try {
            while (true) {
                take(Frame.read(connection.in()));
                holdWhileStopped();
            }
        } catch (IOException e) {
            cause(e);
            closed(NO_CLOSE_FRAME, e.toString());
            ended();
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failed(e);
        }
    }

    private void take(Frame frame) {
        switch (frame.head()) {
            case Frame.TEXT -> {
                frames.incrementAndGet();
                took(frame.text());
            }
            case Frame.PING -> {
                pings.incrementAndGet();
                send(new Frame(Frame.PONG, frame.payload()));
            }
            case Frame.PONG -> {}
            case Frame.CLOSE -> {
                byte[] payload = frame.payload();
                int code = payload.length < 2 ? NO_CODE : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
                closed(code, new String(payload, Math.min(2, payload.length), Math.max(0, payload.length - 2), UTF_8));
                cause(new IOException("closed with " + code + " " + closeReason));
                if (!isLeaving) {
                    send(new Frame(Frame.CLOSE, payload));
                }
            }
            default -> throw new AssertionError("a frame that starts with " + Integer.toHexString(frame.head()));
        }
    }

    private synchronized void closed(int code, String reason) {
        if (closeCode < 0) {
            closeCode = code;
            closeReason = reason;
            notifyAll();
        }
    }
}
