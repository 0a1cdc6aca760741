package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes valid input, so that it is wrong, odd, or valid in another way. The same generator of random numbers makes
 * the same changes. Not thread-safe.
 */
public final class Mutations {

    /** What a reader of JSON may stumble over. */
    private static final List<String> ODD_VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1.5",
            "1e400",
            "-0",
            "01",
            ".5",
            "NaN",
            "9".repeat(19),
            "9".repeat(300),
            "2147483648",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"a\\r\\nX-Injected: 1\"",
            "\"../../etc\"",
            "\"%00\"",
            "\"5ms\"",
            "\"x\"",
            "'x'",
            "\"a b\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":0}",
            "[".repeat(31) + "]".repeat(31),
            "[".repeat(2_000) + "]".repeat(2_000),
            "{\"a\":".repeat(40) + "1" + "}".repeat(40),
            "[" + "1,".repeat(500) + "1]",
            "\"" + "x".repeat(1_100) + "\"",
            "\"" + "x".repeat(5_000) + "\"",
            "\"" + "\\u00e9".repeat(3_000) + "\"",
            "/* */1",
            "undefined",
            "");

    private static final List<String> ODD_SEGMENTS = List.of(
            "",
            ".",
            "..",
            "%2e%2e",
            "%00",
            "%0d%0aX-Injected:1",
            "%ff",
            "%",
            "%zz",
            ";a=b",
            "x".repeat(65),
            "x".repeat(9_000),
            "nobody",
            "%61",
            "a%2fb",
            "A",
            "default",
            "*",
            "{agent}",
            "\\",
            "~",
            "'\"<>|^`".replace(" ", ""));

    private static final List<String> ODD_QUERIES = List.of(
            "?",
            "?x=1",
            "?at_least=",
            "?at_least=abc-9",
            "?at_least=zzzzzzzzzz-" + "9".repeat(30),
            "?after=abc-1",
            "?limit=-1",
            "?limit=1&limit=2",
            "?types=task_submitted,x",
            "?wait=x",
            "?wait=1ms",
            "?format=cloudevents",
            "?max_rate=1e9",
            "?snapshot=true",
            "?%00",
            "?=",
            "?a=%",
            "?status=%ff",
            "?actor=%0d%0aSet-Cookie:x",
            "?" + "a=b&".repeat(300),
            "?view=a2a",
            "#fragment");

    /** Names and values of headers that leave it certain where a request ends. */
    private static final List<List<String>> ODD_HEADERS = List.of(
            List.of("Content-Type", "text/plain"),
            List.of("Content-Type", "application/json; charset=utf-16"),
            List.of("Content-Type", "application/x-ndjson"),
            List.of("Content-Type", ""),
            List.of("Content-Type", "multipart/form-data; boundary=x"),
            List.of("Content-Encoding", "gzip"),
            List.of("Content-Encoding", "identity"),
            List.of("Idempotency-Key", ""),
            List.of("Idempotency-Key", "x".repeat(300)),
            List.of("Idempotency-Key", "same"),
            List.of("Idempotency-Key", "a b\tc"),
            List.of("If-Match", "\"1\""),
            List.of("If-Match", "W/\"1\""),
            List.of("If-Match", "\"" + "9".repeat(40) + "\""),
            List.of("If-Match", "*"),
            List.of("If-None-Match", "*"),
            List.of("If-None-Match", "\"x\""),
            List.of("Accept", "text/html"),
            List.of("Accept", "*/*;q=0"),
            List.of("Accept", "\u00ff"),
            List.of("Accept-Encoding", "gzip, br;q=x"),
            List.of("Origin", "http://evil.example"),
            List.of("Origin", "null"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Authorization", "Bearer sbt_aaaaaaaa_" + "A".repeat(43)),
            List.of("Authorization", "Basic eDp4"),
            List.of("Cookie", "a=b; c; ;;=;"),
            List.of("Range", "bytes=0-1"),
            List.of("TE", "trailers"),
            List.of("Last-Event-ID", "abc-1"),
            List.of("X-HTTP-Method-Override", "DELETE"),
            List.of("X-Forwarded-Host", "evil.example"),
            List.of("X-Forwarded-For", "::1, x"),
            List.of("Forwarded", "host=evil.example"),
            List.of("X-Long", "x".repeat(7_000)),
            List.of("Host", "elsewhere.example"),
            List.of("Upgrade", "websocket"),
            List.of("traceparent", "00-" + "0".repeat(32) + "-x"));

    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "BREW");

    private final Random random;

    public Mutations(Random random) {
        this.random = random;
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** True once in so many times, on average. */
    public boolean isOnceIn(int times) {
        return random.nextInt(times) == 0;
    }

    public String method() {
        return oneOf(METHODS);
    }

    /** A header that may be at odds with its request: its name and value. */
    public List<String> header() {
        return oneOf(ODD_HEADERS);
    }

    /** Changes a target. It still has neither spaces nor control characters, so that a request line stays one. */
    public String target(String valid) {
        String[] segments = valid.split("/", -1);
        switch (random.nextInt(6)) {
            case 0 -> segments[1 + random.nextInt(segments.length - 1)] = oneOf(ODD_SEGMENTS);
            case 1 -> segments[segments.length - 1] += "/" + oneOf(ODD_SEGMENTS);
            case 2, 3 -> {
                return valid.replaceAll("\\?.*", "") + oneOf(ODD_QUERIES);
            }
            case 4 -> {
                int at = 1 + random.nextInt(valid.length() - 1);
                return valid.substring(0, at)
                        + String.format("%%%02x", (int) valid.charAt(at))
                        + valid.substring(at + 1);
            }
            default -> {
                byte[] odd = bytes(valid.substring(1).getBytes(UTF_8));
                StringBuilder target = new StringBuilder("/");
                for (byte each : odd) {
                    target.append(each > ' ' && each < 127 ? (char) each : '_');
                }
                return target.substring(0, Math.min(target.length(), 10_000));
            }
        }
        return String.join("/", segments);
    }

    /** Changes JSON: its structure, its text or its bytes. */
    public byte[] json(String valid) {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(valid.getBytes(UTF_8));
            case 1 -> valid.substring(0, random.nextInt(valid.length())).getBytes(UTF_8);
            case 2 -> text(valid).getBytes(UTF_8);
            case 3 ->
                isOnceIn(10) ? valid.getBytes(UTF_16) : bytes(structure(valid).getBytes(UTF_8));
            default -> structure(isOnceIn(3) ? structureOrSame(valid) : valid).getBytes(UTF_8);
        };
    }

    private String text(String valid) {
        return switch (random.nextInt(7)) {
            case 0 -> valid + valid;
            case 1 -> "\ufeff" + valid;
            case 2 -> " \n\t" + valid + "\n ";
            case 3 -> valid + oneOf(ODD_VALUES);
            case 4 -> "[" + valid + "," + valid + "]";
            case 5 -> valid.replace("\"", "\\\"");
            default -> oneOf(ODD_VALUES);
        };
    }

    private String structureOrSame(String valid) {
        try {
            String changed = structure(valid);
            JsonText.parse(changed);
            return changed;
        } catch (AssertionError notJson) {
            return valid;
        }
    }

    /** Writes the tree anew, and one of its nodes differently. */
    private String structure(String valid) {
        JsonNode tree = JsonText.parse(valid);
        int[] left = {random.nextInt(count(tree))};
        StringBuilder out = new StringBuilder();
        write(tree, left, tree, out);
        return out.toString();
    }

    private static int count(JsonNode node) {
        int count = 1;
        for (JsonNode child : node) {
            count += count(child);
        }
        return count;
    }

    private void write(JsonNode node, int[] left, JsonNode root, StringBuilder out) {
        if (left[0]-- == 0) {
            writeOdd(node, root, out);
        } else if (node.isObject()) {
            out.append('{');
            String comma = "";
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                out.append(comma).append('"').append(field.getKey()).append("\":");
                write(field.getValue(), left, root, out);
                comma = ",";
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            String comma = "";
            for (JsonNode child : node) {
                out.append(comma);
                write(child, left, root, out);
                comma = ",";
            }
            out.append(']');
        } else {
            out.append(node);
        }
    }

    private void writeOdd(JsonNode node, JsonNode root, StringBuilder out) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "type" : oneOf(names);
        String text = node.toString();
        switch (random.nextInt(9)) {
            case 0 -> out.append('[').append(text).append(']');
            case 1 -> out.append("{\"a\":").append(text).append('}');
            case 2 -> out.append(somewhere(root));
            case 3 -> out.append(text.replace("\"" + name + "\":", "\"" + name + "\":0,\"" + name + "\":"));
            case 4 ->
                out.append(text.replace("\"" + name + "\":", "\"" + name.toUpperCase(java.util.Locale.ROOT) + "\":"));
            case 5 -> out.append(text.replace("\"" + name + "\":", "\"" + name + "x\":"));
            case 6 ->
                out.append(
                        node.isObject()
                                ? text.replaceFirst("\\{", "{\"unknown\":1" + (names.isEmpty() ? "" : ","))
                                : "7");
            default -> out.append(oneOf(ODD_VALUES));
        }
    }

    /** A value from another place of the same document. */
    private JsonNode somewhere(JsonNode root) {
        JsonNode node = root;
        while (!node.isEmpty() && !isOnceIn(4)) {
            List<JsonNode> children = new ArrayList<>();
            node.forEach(children::add);
            node = oneOf(children);
        }
        return node;
    }

    /** Changes bytes: some are flipped, removed, doubled or put in. */
    public byte[] bytes(byte[] valid) {
        byte[] changed = valid.clone();
        for (int n = random.nextInt(3); n >= 0; n--) {
            changed = changed.length == 0 ? new byte[] {(byte) random.nextInt()} : once(changed);
        }
        return changed;
    }

    private byte[] once(byte[] valid) {
        int from = random.nextInt(valid.length);
        int to = Math.min(valid.length, from + 1 + random.nextInt(8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(5)) {
            case 0 -> {
                byte[] flipped = valid.clone();
                flipped[from] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 1 -> {
                out.write(valid, 0, from);
                out.write(valid, to, valid.length - to);
            }
            case 2 -> {
                out.write(valid, 0, to);
                out.write(valid, from, valid.length - from);
            }
            case 3 -> {
                out.write(valid, 0, from);
                byte[] noise = new byte[1 + random.nextInt(4)];
                random.nextBytes(noise);
                out.writeBytes(noise);
                out.write(valid, from, valid.length - from);
            }
            default -> {
                return Arrays.copyOf(valid, from);
            }
        }
        return out.toByteArray();
    }
}
