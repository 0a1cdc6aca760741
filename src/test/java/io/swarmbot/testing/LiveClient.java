package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows a swarm over WebSocket, and gives it commands. */
public final class LiveClient extends Inbox {

    /** Each message a frame of its own. */
    public static final String SINGLE = "swarmbot.v1";
    /** Each frame an array of messages. */
    public static final String BATCH = "swarmbot.batch.v1";

    /** What {@link #closeCode} says where the line ended without a close frame, and where the frame had no code. */
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

    private LiveClient(RawConnection connection, String subprotocol, String query) {
        this.connection = connection.withoutTimeout();
        this.subprotocol = subprotocol;
        this.isBatch = subprotocol.equals(BATCH);
        this.wantsSnapshot = query.contains("snapshot=true");
    }

    /**
     * @param query the parameters as they stand behind the question mark, or an empty string
     * @param subprotocols {@link #SINGLE}, {@link #BATCH}, or none
     */
    public static LiveClient open(URI server, String swarm, String query, String... subprotocols) {
        RawConnection connection = RawConnection.to(server);
        String[] headers = subprotocols.length == 0
                ? new String[0]
                : new String[] {"Sec-WebSocket-Protocol", String.join(", ", subprotocols)};
        RawConnection.Response answer = connection.upgrade(target(swarm, query), headers);
        if (answer.status() != 101) {
            throw new AssertionError("no WebSocket but " + answer);
        }
        LiveClient client = new LiveClient(connection, answer.header("Sec-WebSocket-Protocol"), query);
        Thread reader = new Thread(client::read, "live-client");
        reader.setDaemon(true);
        reader.start();
        // In the envelope of CloudEvents it is "io.swarmbot.connected".
        client.await(
                "the first message", message -> StreamClient.typeOf(message).endsWith("connected"));
        return client;
    }

    /** Where the WebSocket of a swarm is. */
    public static String target(String swarm, String query) {
        return "/api/v1/swarms/" + swarm + "/live" + (query.isEmpty() ? "" : "?" + query);
    }

    public LiveClient send(String text) {
        return send(Frame.text(text));
    }

    public LiveClient send(Frame frame) {
        synchronized (connection) {
            connection.send(frame);
        }
        return this;
    }

    /** Gives a command, one JSON object, and waits for the {@code ack} or {@code error} with its id. */
    public JsonNode ask(String command) {
        String id = parse(command).path("id").asText();
        send(command);
        return answer(id);
    }

    /** The {@code ack} or {@code error} with that id. */
    public JsonNode answer(String id) {
        return await(
                "the answer to " + id,
                message -> isAnswer(message) && message.path("id").asText().equals(id));
    }

    public static boolean isAnswer(JsonNode message) {
        String type = StreamClient.typeOf(message);
        return type.equals("ack") || type.equals("error");
    }

    /** The code of the close frame; waits for it. {@link #NO_CLOSE_FRAME} where the line ended without one. */
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

    /** What the other side agreed to; empty where it was asked for none. */
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

    /** Says good-bye and waits for the answer. */
    public void closeNormally() {
        isLeaving = true;
        send(Frame.close(1000));
        awaitEnd();
    }

    private void took(String frame) {
        JsonNode content = parse(frame);
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
