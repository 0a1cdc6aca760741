package io.swarmbot.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.testing.Mutations;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Sends mutated requests about one swarm, which nobody else changes, and judges each answer. Between them it asks for
 * the head of the log. Not thread-safe.
 */
final class Fuzzing {

    private static final Map<String, ErrorCode> CODES =
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::wireName, Function.identity()));

    /** It has the version of the request, whatever that was. */
    private static final Pattern HEAD_OF_ANSWER =
            Pattern.compile("^\\S{1,20}/\\d\\.\\d ([1-5]\\d\\d) [A-Za-z ]+\r?$", Pattern.MULTILINE);

    /** Among so many requests in a row it asks once for the head. */
    private static final int GROUP = 4;

    private static final int BATCH = 20;
    /** No more is sent before answers are read, so that both sides always have room. */
    private static final int BATCH_BYTES = 64 * 1024;

    private final URI server;
    private final String swarm;
    private final String[] login;
    /** A request that deletes the swarm. */
    private final Pattern deletion;

    private final Random random;
    private final Mutations mutations;
    private final List<ValidRequests.Request> valid;
    private String head = "";
    private int refused;
    private int accepted;

    /** A request as it is sent. */
    private record Sent(String method, String target, byte[] bytes) {}

    Fuzzing(URI server, String swarm, Random random, String... login) {
        this.server = server;
        this.swarm = swarm;
        this.random = random;
        this.mutations = new Mutations(random);
        this.login = login;
        this.deletion = Pattern.compile("DELETE\\s+\\S*/swarms/" + swarm + "/?([?#\\s]|$)");
        this.valid = ValidRequests.of(swarm);
    }

    int refused() {
        return refused;
    }

    int accepted() {
        return accepted;
    }

    /** Sends so many requests whose end is certain, many on each connection, and requires an answer to each. */
    void sendFramed(int count) {
        int left = count;
        while (left > 0) {
            try (RawConnection connection = RawConnection.to(server)) {
                for (int batches = 0; batches < 50 && left > 0; batches++) {
                    left -= sendBatch(connection, Math.min(BATCH, left));
                }
            }
        }
    }

    private int sendBatch(RawConnection connection, int most) {
        head = headOf(connection);
        List<Sent> batch = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (batch.size() < most && bytes.size() < BATCH_BYTES) {
            Sent next = framed();
            batch.add(next);
            bytes.writeBytes(next.bytes());
            if (batch.size() % GROUP == 0) {
                bytes.writeBytes(probe());
            }
        }
        connection.send(bytes.toByteArray());
        boolean isChanged = false;
        for (int n = 1; n <= batch.size(); n++) {
            isChanged |= judge(batch.get(n - 1), receive(connection, batch.get(n - 1)));
            if (n % GROUP == 0) {
                judgeLog(batch.subList(n - GROUP, n), isChanged, receive(connection, null));
                isChanged = false;
            }
        }
        return batch.size();
    }

    private byte[] probe() {
        return bytes("GET", "/api/v1/swarms/" + swarm + "/tasks?limit=1", List.of(), null, false);
    }

    private String headOf(RawConnection connection) {
        connection.send(probe());
        return cursorOf(connection.receive());
    }

    private static String cursorOf(RawConnection.Response probe) {
        assertThat(probe.status()).as(probe.body()).isEqualTo(200);
        return probe.header("SwarmBot-Cursor");
    }

    private static RawConnection.Response receive(RawConnection connection, Sent sent) {
        try {
            return sent != null && sent.method().equals("HEAD") ? connection.receiveHead() : connection.receive();
        } catch (UncheckedIOException e) {
            throw new AssertionError("no answer to " + (sent == null ? "the look at the head" : text(sent)), e);
        }
    }

    private static String text(Sent sent) {
        String text = new String(sent.bytes(), ISO_8859_1);
        return text.substring(0, Math.min(text.length(), 4_000));
    }

    private void judgeLog(List<Sent> group, boolean isChanged, RawConnection.Response probe) {
        String after = cursorOf(probe);
        if (!isChanged && !after.equals(head)) {
            String events = RawConnection.ask(
                            server, "GET", "/api/v1/swarms/" + swarm + "/events?wait=0s&after=" + head, login)
                    .body();
            throw new AssertionError("the log went from " + head + " to " + after + ", with " + events + ", by "
                    + group.stream().map(Fuzzing::text).toList());
        }
        head = after;
    }

    /** Whether the answer says that the log may have changed. */
    private boolean judge(Sent sent, RawConnection.Response answer) {
        assertThat(answer.status()).as(() -> text(sent) + answer).isBetween(200, 499);
        if (answer.status() >= 400) {
            refused++;
            if (!sent.method().equals("HEAD") && sent.target().startsWith("/api/")) {
                if (isUri(sent.target())) {
                    assertProblem(sent, answer);
                } else {
                    // The framework asks nobody about such a target.
                    assertThat(answer.status()).isEqualTo(400);
                }
            }
            return false;
        }
        accepted++;
        if (sent.target().contains("/commands") && sent.method().equals("POST")) {
            boolean isChange = false;
            for (JsonNode result : answer.json()) {
                isChange |= result.path("status").asInt() < 400;
                JsonNode problem = result.path("problem");
                if (!problem.isMissingNode()) {
                    assertThat(CODES)
                            .as("%s", problem)
                            .containsKey(problem.path("code").asText());
                }
            }
            return isChange;
        }
        return !sent.method().equals("GET") && !sent.method().equals("HEAD");
    }

    private static boolean isUri(String target) {
        try {
            return new URI(target).getPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void assertProblem(Sent sent, RawConnection.Response answer) {
        ErrorCode code = CODES.get(answer.json().path("code").asText());
        assertThat(code).as(() -> answer + " to " + text(sent)).isNotNull();
        Problems.assertProblem(answer, code.status(), code.wireName());
    }

    /** A request that differs from a valid one, but whose end is certain. */
    private Sent framed() {
        while (true) {
            Sent sent = any();
            // The swarm itself must stay.
            if (!deletesTheSwarm(sent.bytes())) {
                return sent;
            }
        }
    }

    private boolean deletesTheSwarm(byte[] request) {
        return deletion.matcher(new String(request, ISO_8859_1)).find();
    }

    private Sent any() {
        ValidRequests.Request request = mutations.oneOf(valid);
        String method = request.method();
        String target = request.target();
        byte[] body = request.body() == null ? null : request.body().getBytes(UTF_8);
        List<String> headers = new ArrayList<>();
        if (body != null && !mutations.isOnceIn(5)) {
            body = mutations.json(request.body());
        } else if (mutations.isOnceIn(2)) {
            target = mutations.target(target);
        } else if (mutations.isOnceIn(3)) {
            method = mutations.method();
        } else {
            headers.addAll(mutations.header());
            if (mutations.isOnceIn(3)) {
                headers.addAll(mutations.header());
            }
        }
        if (body != null && !headers.contains("Content-Type")) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return new Sent(method, target, bytes(method, target, headers, body, mutations.isOnceIn(10)));
    }

    private byte[] bytes(String method, String target, List<String> headers, byte[] body, boolean isChunked) {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (!headers.contains("Host")) {
            text.append("Host: ").append(server.getAuthority()).append("\r\n");
        }
        List<String> all = new ArrayList<>(headers);
        if (!headers.contains("Authorization")) {
            all.addAll(List.of(login));
        }
        if (body != null && isChunked) {
            all.addAll(List.of("Transfer-Encoding", "chunked"));
        } else if (body != null) {
            all.addAll(List.of("Content-Length", Integer.toString(body.length)));
        }
        for (int i = 0; i < all.size(); i += 2) {
            text.append(all.get(i)).append(": ").append(all.get(i + 1)).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.append("\r\n").toString().getBytes(ISO_8859_1));
        if (body != null && isChunked) {
            int cut = body.length == 0 ? 0 : random.nextInt(body.length);
            chunk(Arrays.copyOf(body, cut), bytes);
            chunk(Arrays.copyOfRange(body, cut, body.length), bytes);
            bytes.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        } else if (body != null) {
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }

    private static void chunk(byte[] content, ByteArrayOutputStream out) {
        if (content.length > 0) {
            out.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1));
            out.writeBytes(content);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
    }

    /** Sends so many requests whose bytes were mutated as a whole, each on a connection of its own. */
    void sendBroken(int count) {
        for (int n = 0; n < count; n++) {
            Sent whole = framed();
            byte[] broken = mutations.bytes(mutations.isOnceIn(2) ? headFirst(whole.bytes()) : whole.bytes());
            if (deletesTheSwarm(broken)) {
                continue;
            }
            Sent sent = new Sent("", "", broken);
            try (RawConnection connection = RawConnection.to(server)) {
                sendAndEnd(connection, broken);
                judgeAll(sent, connection);
            }
        }
    }

    /** The same request without most of its body, so that more of the changes are in its head. */
    private static byte[] headFirst(byte[] request) {
        return Arrays.copyOf(request, Math.min(request.length, 200));
    }

    private static void sendAndEnd(RawConnection connection, byte[] bytes) {
        try {
            connection.send(bytes).endOutput();
        } catch (UncheckedIOException refused) {
            // The service has seen enough and hung up.
        }
    }

    /** The connection ends, and whatever answers come before are none of a fault. */
    private void judgeAll(Sent sent, RawConnection connection) {
        byte[] answers;
        try {
            answers = connection.in().readAllBytes();
        } catch (IOException reset) {
            return;
        }
        Matcher heads = HEAD_OF_ANSWER.matcher(new String(answers, UTF_8));
        while (heads.find()) {
            int status = Integer.parseInt(heads.group(1));
            // A version of HTTP or a transfer coding that nobody knows.
            assertThat(status)
                    .as(() -> text(sent) + new String(answers, UTF_8))
                    .matches(each -> each < 500 || each == 501);
            if (status >= 400) {
                refused++;
            } else {
                accepted++;
            }
        }
    }
}
