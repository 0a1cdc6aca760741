package io.swarmbot.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.push.CloseReason;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.Mutations;
import io.swarmbot.testing.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends mutated messages and frames over WebSocket to one swarm, which nobody else changes, and judges what comes back.
 * Not thread-safe.
 */
final class SocketFuzzing {

    private static final Set<Integer> CLOSE_CODES = Stream.concat(
                    Stream.of(1000), Arrays.stream(CloseReason.values()).map(CloseReason::code))
            .collect(Collectors.toSet());
    private static final Set<String> ERROR_CODES =
            Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).collect(Collectors.toSet());
    private static final ObjectMapper JSON = new ObjectMapper();

    /** After so many messages it looks at the head of the log. */
    private static final int GROUP = 4;

    /** More than any frame that the service takes: whatever length a broken frame says, this is its end. */
    private static final byte[] FILLER = new byte[70_000];

    private final URI server;
    private final String swarm;
    private final String[] login;
    private final Mutations mutations;
    private final List<String> valid = ValidRequests.messages();
    private RawConnection socket;
    private final RawConnection looks;
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;

    private int refused;
    private int hungUp;
    private int accepted;

    SocketFuzzing(URI server, String swarm, Random random, String... login) {
        this.server = server;
        this.swarm = swarm;
        this.login = login;
        this.mutations = new Mutations(random);
        this.looks = RawConnection.to(server);
        open();
    }

    int refused() {
        return refused;
    }

    int accepted() {
        return accepted;
    }

    void close() {
        socket.close();
        looks.close();
    }

    private void open() {
        socket = RawConnection.to(server);
        List<String> headers = new ArrayList<>(List.of(login));
        if (mutations.isOnceIn(2)) {
            headers.addAll(List.of("Sec-WebSocket-Protocol", "swarmbot.batch.v1"));
        }
        // Few events are pushed to it.
        RawConnection.Response answer =
                socket.upgrade("/api/v1/swarms/" + swarm + "/live?types=alert", headers.toArray(String[]::new));
        assertThat(answer.status()).as(answer.body()).isEqualTo(101);
    }

    private String head() {
        RawConnection.Response answer = looks.request("GET", "/api/v1/swarms/" + swarm + "/tasks?limit=1", login)
                .receive();
        assertThat(answer.status()).isEqualTo(200);
        return answer.header("SwarmBot-Cursor");
    }

    /** Sends so many text messages, and requires one answer to each. */
    void sendMessages(int count) {
        String head = head();
        boolean isChanged = false;
        List<String> group = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            byte[] message = mutations.json(mutations.oneOf(valid));
            group.add(new String(message, ISO_8859_1));
            socket.send(new Frame(Frame.TEXT, message));
            isChanged |= answer(message);
            if (n % GROUP == 0) {
                String after = head();
                if (!isChanged) {
                    assertThat(after).as(() -> "the log after " + group).isEqualTo(head);
                }
                head = after;
                isChanged = false;
                group.clear();
            }
        }
    }

    /** Whether the message was a command that was done. The alternative is an error, or the end of the connection. */
    private boolean answer(byte[] message) {
        while (true) {
            Frame frame;
            try {
                frame = Frame.read(socket.in());
            } catch (IOException e) {
                throw new AssertionError("no answer to " + new String(message, ISO_8859_1), e);
            }
            if (frame.head() == Frame.PING) {
                socket.send(new Frame(Frame.PONG, frame.payload()));
            } else if (frame.head() == Frame.CLOSE) {
                assertThat(CLOSE_CODES)
                        .as(() -> new String(message, ISO_8859_1))
                        .contains(code(frame));
                refused++;
                socket.close();
                open();
                return false;
            } else {
                for (JsonNode each : messages(frame)) {
                    String type = each.path("type").asText();
                    if (type.equals("ack")) {
                        accepted++;
                        return true;
                    }
                    if (type.equals("error")) {
                        assertThat(ERROR_CODES).contains(each.path("code").asText());
                        assertThat(each.path("status").asInt())
                                .as(() -> each + " to " + new String(message, ISO_8859_1))
                                .isBetween(400, 499);
                        refused++;
                        return false;
                    }
                }
            }
        }
    }

    private static List<JsonNode> messages(Frame frame) {
        try {
            JsonNode content = JSON.readTree(new String(frame.payload(), UTF_8));
            List<JsonNode> all = new ArrayList<>();
            if (content.isArray()) {
                content.forEach(all::add);
            } else {
                all.add(content);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int code(Frame close) {
        byte[] payload = close.payload();
        return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }

    /**
     * Sends so many frames whose bytes were mutated, with their heads. Each ends its connection, and says why: a client
     * that sends on may lose that, because what the service has not read resets the connection.
     */
    void sendBrokenFrames(int count) {
        hungUp = 0;
        for (int n = 0; n < count; n++) {
            byte[] frame = new Frame(Frame.TEXT, mutations.oneOf(valid).getBytes(UTF_8)).asSent();
            byte[] broken = mutations.bytes(mutations.isOnceIn(2) ? Arrays.copyOf(frame, 8) : frame);
            String sent = new String(broken, ISO_8859_1);
            try {
                socket.send(broken).send(Frame.close(1000)).send(FILLER);
            } catch (UncheckedIOException alreadyClosed) {
                // What is read tells whether it said why.
            }
            awaitClose(sent);
            socket.close();
            open();
            refused++;
        }
        assertThat(hungUp).as("connections that ended without a word").isLessThanOrEqualTo(1 + count / 100);
    }

    private void awaitClose(String sent) {
        while (true) {
            Frame frame;
            try {
                frame = Frame.read(socket.in());
            } catch (SocketTimeoutException e) {
                throw new AssertionError("no close frame after " + hex(sent), e);
            } catch (IOException ended) {
                hungUp++;
                return;
            }
            if (frame.head() == Frame.CLOSE) {
                // A close frame of the client is answered with the code that it has, whatever that became.
                assertThat((!sent.isEmpty() && (sent.charAt(0) & OPCODE) == CLOSE) || CLOSE_CODES.contains(code(frame)))
                        .as("closed with %s after %s", code(frame), hex(sent))
                        .isTrue();
                return;
            }
        }
    }

    private static String hex(String sent) {
        byte[] bytes = sent.getBytes(ISO_8859_1);
        return java.util.HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 24))) + " " + sent;
    }
}
