package io.swarmbot.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.Seeds;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request has one meaning for every reader: what two readers could take differently is refused, changes nothing, and
 * is never a failure of the service.
 */
@QuarkusTest
class RequestFormQuarkusTest {

    private static final String JSON = "application/json";
    private static final String FLAT = "{\"status\":\"busy\"}";
    private static final String NESTED = "{\"status\":\"busy\",\"details\":{\"ab\":[1,\"ü😀\"]}}";

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private String before;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        before = rest.snapshotText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE", "UTF-32", "ISO-8859-1"})
    void bodyInAnotherEncodingThanUtf8IsRefused(String name) {
        Charset charset = Charset.forName(name);
        for (String text : List.of(FLAT.replace("busy", "bü"), NESTED)) {
            assertRefused(put(text.getBytes(charset)), 400, "bad_json");
        }
        if (!charset.equals(ISO_8859_1)) {
            assertRefused(put(FLAT.getBytes(charset)), 400, "bad_json");
            assertRefused(
                    batch("[{\"type\":\"heartbeat\",\"agent_id\":\"agent1\"}]".getBytes(charset)), 400, "bad_json");
        }
    }

    static Stream<Arguments> brokenSequences() {
        return Stream.of(
                Arguments.of("an overlong slash", "\u00c0\u00af"),
                Arguments.of("an overlong NUL", "\u00c0\u0080"),
                Arguments.of("an overlong letter of three bytes", "\u00e0\u0081\u0081"),
                Arguments.of("an overlong letter of four bytes", "\u00f0\u0080\u0081\u0081"),
                Arguments.of("half of a surrogate pair", "\u00ed\u00a0\u0080"),
                Arguments.of("a surrogate pair", "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080"),
                Arguments.of("a character behind the last one", "\u00f4\u0090\u0080\u0080"),
                Arguments.of("a sequence of five bytes", "\u00f8\u0088\u0080\u0080\u0080"),
                Arguments.of("a byte that no character has", "\u00ff"),
                Arguments.of("a sequence that breaks off", "\u00e2\u0082"),
                Arguments.of("a byte of a sequence alone", "\u0080"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenSequences")
    void bodyWithBytesThatAreNoUtf8IsRefused(String what, String bytes) {
        for (String text : List.of(
                "{\"status\":\"busy%s\"}",
                "{\"status\":\"busy\",\"details\":{\"a\":\"%s\"}}",
                "{\"status\":\"busy\",\"details\":{\"%s\":1}}",
                "{\"status\":\"busy\",\"%s\":1}")) {
            assertRefused(put(text.replace("%s", bytes).getBytes(ISO_8859_1)), 400, "bad_json");
        }
    }

    @Test
    void byteOrderMarkIsRefused() {
        assertRefused(put(("\ufeff" + FLAT).getBytes(UTF_8)), 400, "bad_json");
        assertRefused(put(("\ufeff" + NESTED).getBytes(UTF_8)), 400, "bad_json");
    }

    @Test
    void bodyInUtf8IsTakenWithEveryCharacter() {
        RawConnection.Response response = put(NESTED.getBytes(UTF_8));

        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.json().at("/details/ab/1").asText()).isEqualTo("ü😀");
    }

    /** Random damage to a valid body: it is taken as what it is then, or refused, and never a failure. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void damagedBodyIsNeverAFailure(long seed) {
        Random random = Seeds.random("damagedBodyIsNeverAFailure", seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = NESTED.getBytes(UTF_8);
            for (int n = random.nextInt(4); n >= 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            RawConnection.Response response = put(body);
            assertThat(response.status())
                    .as("%s: %s", new String(body, ISO_8859_1), response.body())
                    .isIn(200, 400);
        }
    }

    static Stream<Arguments> quoted() {
        String pair = "😀";
        return Stream.of(
                Arguments.of("{\"\\ud800\":1,\"status\":\"busy\"}", "bad_json"),
                Arguments.of("{\"status\":\"busy\",\"" + "x".repeat(119) + pair + "\":1}", "unknown_field"),
                Arguments.of("{\"status\":\"" + "x".repeat(119) + pair + "\"}", "bad_field"),
                Arguments.of("{\"status\":\"" + pair.repeat(500) + "\"}", "bad_field"),
                Arguments.of(pair, "bad_json"),
                Arguments.of("{\"status\":" + "x".repeat(97) + pair + "}", "bad_json"),
                Arguments.of("{\"status\":\"busy\"" + pair, "bad_json"));
    }

    @ParameterizedTest
    @MethodSource("quoted")
    void whatAProblemQuotesIsCutBetweenCharacters(String body, String code) {
        assertRefused(put(body.getBytes(UTF_8)), 400, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, chunked     | 501 | not_implemented",
                "deflate, chunked  | 501 | not_implemented",
                "identity, chunked | 501 | not_implemented",
                "chunked, chunked  | 501 | not_implemented",
                "gzip              | 400 | bad_request",
                "identity          | 400 | bad_request"
            })
    void transferCodingOtherThanChunkedIsRefusedAndTheConnectionEnds(String coding, int status, String code)
            throws Exception {
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response response = connection
                    .request("PUT", status(), "Content-Type", JSON, "Transfer-Encoding", coding)
                    .send(Integer.toHexString(FLAT.length()) + "\r\n" + FLAT + "\r\n0\r\n\r\n")
                    .receive();

            assertRefused(response, status, code);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(connection.in().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "GZIP", "x-gzip", "gzip, identity", "unknown", ""})
    void bodyWithAContentEncodingIsRefused(String coding) {
        RawConnection.Response response = ask("PUT", status(), FLAT, "Content-Type", JSON, "Content-Encoding", coding);

        assertRefused(response, 415, "unsupported_media_type");
        assertThat(response.header("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void contentEncodingIdentityIsNone() {
        assertThat(ask("PUT", status(), FLAT, "Content-Type", JSON, "Content-Encoding", "identity")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/*",
                "*",
                "json",
                "/",
                "application/",
                "text/json",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json, text/plain",
                "application/merge-patch+json",
                "application/x-ndjson",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/json; charset="
            })
    void bodyOfAnotherMediaTypeIsRefusedOnEveryPath(String type) {
        for (String path : List.of("/agents/agent1/heartbeat", "/agents/agent1/claim", "/agents/agent1/pause")) {
            assertRefused(ask("POST", rest.path() + path, "{}", "Content-Type", type), 415, "unsupported_media_type");
        }
        assertRefused(ask("PUT", status(), FLAT, "Content-Type", type), 415, "unsupported_media_type");
        assertRefused(
                ask("POST", rest.path() + "/tasks", "{\"type\":\"x\"}", "Content-Type", type),
                415,
                "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\""
            })
    void bodyOfJsonInUtf8IsTaken(String type) {
        assertThat(ask("PUT", status(), FLAT, "Content-Type", type).status()).isEqualTo(200);
    }

    @Test
    void bodyWithoutAContentTypeIsTakenAsJson() {
        assertThat(ask("PUT", status(), FLAT).status()).isEqualTo(200);
        assertThat(ask("POST", rest.path() + "/agents/agent1/heartbeat", "{}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "text/plain", "application/x-www-form-urlencoded"})
    void contentTypeWithoutABodyDoesNotMatter(String type) {
        RawConnection.Response response =
                ask("POST", rest.path() + "/agents/agent1/heartbeat", "", "Content-Type", type);

        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "*", "/", "text/", "application/json;q=x", ";;;", "a/b/c", "text/html"})
    void acceptIsNeverAFailure(String accept) {
        for (String path : List.of("", "/tasks", "/events")) {
            RawConnection.Response response = RawConnection.ask(server, "GET", rest.path() + path, "Accept", accept);
            assertThat(response.status()).as(path + response.body()).isIn(200, 406, 400);
        }
        RawConnection.Response response = ask(
                "POST",
                rest.path() + "/commands",
                "[{\"type\":\"heartbeat\",\"agent_id\":\"agent1\"}]",
                "Accept",
                accept);
        assertThat(response.status()).as(response.body()).isIn(200, 406, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] ", "", "\n", " \r\n \n", "[\n]"})
    void emptyBatchIsRefused(String body) {
        assertRefused(
                batch(body.getBytes(UTF_8)), 400, body.contains("[") || body.isEmpty() ? "body_missing" : "bad_json");
        if (!body.contains("[")) {
            assertRefused(
                    ask("POST", rest.path() + "/commands", body, "Content-Type", "application/x-ndjson"),
                    400,
                    "body_missing");
        }
    }

    static Stream<Arguments> badParameters() {
        List<Arguments> all = new ArrayList<>();
        for (String path : List.of("", "/tasks", "/agents", "/agents/agent1", "/metrics", "/events")) {
            for (String value : List.of("", "=", "=x", "=%20", "=abc-%2B5", "=abc-01", "=abc-\uff15")) {
                all.add(Arguments.of(path + "?at_least" + value, "bad_cursor"));
            }
            all.add(Arguments.of(path + "?at_least=abc-1&at_least=abc-2", "bad_parameter"));
        }
        for (String value :
                List.of("", "%2B5", "+5", "-5", "0", "05x", "5.0", "0x5", "1e2", "٥", "５", "1001", "9999999999")) {
            all.add(Arguments.of("/tasks?limit=" + value, "bad_parameter"));
            all.add(Arguments.of("/events?limit=" + value, "bad_parameter"));
        }
        for (String value : List.of("", ",", "pending,", "PENDING", "pending&status=running", "pending, running")) {
            all.add(Arguments.of("/tasks?status=" + value.replace(" ", "%20"), "bad_parameter"));
        }
        all.add(Arguments.of("/tasks?page=", "bad_parameter"));
        all.add(Arguments.of("/tasks?q=", "bad_parameter"));
        all.add(Arguments.of("/tasks?q=a&q=b", "bad_parameter"));
        all.add(Arguments.of("/tasks?limit", "bad_parameter"));
        all.add(Arguments.of("/tasks?status", "bad_parameter"));
        all.add(Arguments.of("/events?wait=", "bad_parameter"));
        all.add(Arguments.of("/events?wait=" + "٥s", "bad_parameter"));
        all.add(Arguments.of("/events?max_rate=%2B5", "bad_parameter"));
        all.add(Arguments.of("/events?max_rate=５", "bad_parameter"));
        all.add(Arguments.of("/events?after=", "bad_cursor"));
        all.add(Arguments.of("/events?types=", "bad_parameter"));
        all.add(Arguments.of("/events?agent=", "bad_parameter"));
        all.add(Arguments.of("/events?format=", "bad_parameter"));
        all.add(Arguments.of("/events?swarm=other", "unknown_parameter"));
        all.add(Arguments.of("/events?" + "x".repeat(3_000) + "=1", "unknown_parameter"));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badParameters")
    void parameterWithoutAUsableValueIsRefused(String target, String code) {
        RawConnection.Response response = RawConnection.ask(server, "GET", rest.path() + encoded(target));

        assertRefused(response, 400, code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"view=", "view=A2A", "view=a2a-1", "view=a2a&view=a2a"})
    void viewWithoutAUsableValueIsRefused(String query) {
        rest.submit("task1");
        before = rest.snapshotText();

        assertRefused(RawConnection.ask(server, "GET", rest.path() + "/tasks/task1?" + query), 400, "bad_parameter");
    }

    @Test
    void claimWithAnEmptyOrRepeatedWaitIsRefused() {
        assertRefused(ask("POST", rest.path() + "/agents/agent1/claim?wait=", ""), 400, "bad_parameter");
        assertRefused(ask("POST", rest.path() + "/agents/agent1/claim?wait=1s&wait=1s", ""), 400, "bad_parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "If-Match", "Content-Type", "Origin", "Last-Event-ID"})
    void headerThatIsThereTwiceIsRefused(String name) {
        String value = name.equals("Content-Type") ? JSON : "1";
        RawConnection.Response response =
                ask("POST", rest.path() + "/agents/agent1/pause", "{}", name, value, name, value);

        assertRefused(response, 400, "bad_parameter");
    }

    @Test
    void emptyIdempotencyKeyIsRefused() {
        assertRefused(ask("PUT", status(), FLAT, "Idempotency-Key", ""), 400, "bad_field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61pi/v1/swarms/%s",
                "/ap%69/v1/swarms/%s",
                "/api/v%31/swarms/%s",
                "//api/v1/swarms/%s",
                "/api//v1/swarms/%s",
                "/api/v1//swarms/%s",
                "/api/v1/swarms//%s",
                "/./api/v1/swarms/%s",
                "/x/../api/v1/swarms/%s",
                "/%2e/api/v1/swarms/%s",
                "/x/%2E%2e/api/v1/swarms/%s",
                "/api/v1/./swarms/%s",
                "/api/v1/x/../swarms/%s",
                "/api;a=b/v1/swarms/%s",
                "/api/v1/swarms;a=b/%s",
                "/api/v1/swarms/%s;a=b",
                "/api/v1/swarms/%s/agents/%61gent1",
                "/api/v1/swarms/%s/agents/agent%31",
                "/api%2Fv1/swarms/%s",
                "/api/v1/swarms/%s%2Fagents",
                "/api/v1/swarms/%s//"
            })
    void pathInAnotherSpellingIsRefused(String path) {
        String target = path.replace("%s", rest.swarm());

        for (String method : List.of("GET", "DELETE")) {
            assertRefused(RawConnection.ask(server, method, target), 400, "bad_request");
            RawConnection.Response foreign =
                    RawConnection.ask(server, method, target, "Origin", "http://elsewhere.example");
            assertThat(foreign.status()).as(foreign.body()).isIn(400, 403);
        }
        assertRefused(RawConnection.askToUpgrade(server, target + "/live"), 400, "bad_request");
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    /** Any mixture of other spellings of a path: it is refused, or it is nothing; nobody gets past the origin check. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void noSpellingOfAPathPassesTheCheckOfTheOrigin(long seed) {
        Random random = Seeds.random("noSpellingOfAPathPassesTheCheckOfTheOrigin", seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder target = new StringBuilder();
            for (char c : rest.path().toCharArray()) {
                switch (random.nextInt(40)) {
                    case 0 -> target.append(String.format("%%%02x", (int) c));
                    case 1 -> target.append(String.format("%%%02X", (int) c));
                    case 2 -> target.append(c == '/' ? "//" : String.valueOf(c));
                    case 3 -> target.append(c == '/' ? "/./" : String.valueOf(c));
                    case 4 -> target.append(c == '/' ? "/x/../" : String.valueOf(c));
                    case 5 -> target.append(c == '/' ? ";a=b/" : String.valueOf(c));
                    case 6 -> target.append(c == '/' ? "\\" : String.valueOf(c));
                    case 7 -> target.append(c == '/' ? "/%2e%2e/" : String.valueOf(c));
                    case 8 -> target.append(Character.toUpperCase(c));
                    default -> target.append(c);
                }
            }
            RawConnection.Response response =
                    RawConnection.ask(server, "DELETE", target.toString(), "Origin", "http://elsewhere.example");
            assertThat(response.status()).as("%s: %s", target, response.body()).isIn(400, 403, 404, 405);
        }
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    @Test
    void idWithACharacterThatMustBeEncodedIsStillNoIdentifier() {
        assertRefused(RawConnection.ask(server, "GET", rest.path() + "/agents/a%20b"), 400, "bad_identifier");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_500, 60_000})
    void targetOverTheLimitGetsAProblem(int length) {
        assertRefused(RawConnection.ask(server, "GET", rest.path() + "?x=" + "x".repeat(length)), 414, "uri_too_long");
        assertRefused(
                RawConnection.askToUpgrade(server, rest.path() + "/live?x=" + "x".repeat(length)), 414, "uri_too_long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%ED%A0%80", "%00", "%C3", "%E2%82%AC", "%", "%4", "%zz", "%25", "a%3Fb", "a%23b"})
    void idOfOddBytesIsRefused(String id) {
        for (String path : List.of("/agents/" + id, "/tasks/" + id + "?view=a2a", "/agents/" + id + "?at_least=a-1")) {
            RawConnection.Response response = RawConnection.ask(server, "GET", rest.path() + path);
            assertThat(response.status()).as(response.body()).isEqualTo(400);
        }
        assertThat(RawConnection.ask(server, "PUT", "/api/v1/swarms/" + id, "Content-Length", "0")
                        .status())
                .isEqualTo(400);
    }

    /** Also outside the API: the framework would write the whole target to the log, and answer without a problem. */
    @ParameterizedTest
    @ValueSource(strings = {"?x", "?"})
    void targetWithoutAPathIsAProblem(String target) {
        try (RawConnection connection = RawConnection.to(server)) {
            RawConnection.Response response = connection
                    .send("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
                    .receive();

            Problems.assertProblem(response, 400, "bad_request");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@y",
                ":",
                ":::",
                "[::1",
                "[::1]",
                "a:99999",
                "a:b",
                "a:-1",
                "a b",
                "\u00ff",
                "%41",
                "a/b",
                "http://a"
            })
    void hostIsNeverAFailure(String host) {
        for (String origin : List.of("http://" + host, "http://" + server.getAuthority(), "null", "http://", "x")) {
            try (RawConnection connection = RawConnection.to(server)) {
                RawConnection.Response response = connection
                        .send("GET " + rest.path() + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                                + "\r\n\r\n")
                        .receive();
                assertThat(response.status()).as(response.body()).isIn(200, 400, 403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "X"})
    void methodIsNeverAFailure(String method) {
        for (String path : List.of("", "/tasks", "/live", "/events", "/nothing")) {
            RawConnection.Response response =
                    RawConnection.ask(server, method, rest.path() + path, "Content-Length", "0", "Origin", "http://x");
            assertThat(response.status()).as(method + path + response.body()).isBetween(200, 499);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u00fc", "a b", "a\tb", "a,b", "*", "W/\"1\"", "\"+1\"", "\"\u0661\"", "\"1", "\"\"", "\"01x\""
            })
    void versionOfIfMatchIsDigitsInQuotesOrAStar(String tag) {
        RawConnection.Response response = ask("POST", rest.path() + "/agents/agent1/pause", "{}", "If-Match", tag);

        if (tag.equals("*")) {
            assertThat(response.status()).isEqualTo(200);
        } else {
            assertRefused(response, 400, "bad_parameter");
        }
    }

    private String status() {
        return rest.path() + "/agents/agent1/status";
    }

    private RawConnection.Response put(byte[] body) {
        return ask("PUT", status(), body, "Content-Type", JSON);
    }

    private RawConnection.Response batch(byte[] body) {
        return ask("POST", rest.path() + "/commands", body, "Content-Type", JSON);
    }

    private RawConnection.Response ask(String method, String target, String body, String... headers) {
        return ask(method, target, body.getBytes(UTF_8), headers);
    }

    private RawConnection.Response ask(String method, String target, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Length", String.valueOf(body.length)));
        try (RawConnection connection = RawConnection.to(server)) {
            return connection
                    .request(method, target, all.toArray(String[]::new))
                    .send(body)
                    .receive();
        }
    }

    /** The problem came, the swarm is as before, and the service serves on. */
    private void assertRefused(RawConnection.Response response, int status, String code) {
        Problems.assertProblem(response, status, code);
        assertThat(rest.snapshotText()).isEqualTo(before);
    }

    /** Characters that a query cannot hold, in percent-encoding. */
    private static String encoded(String target) {
        StringBuilder text = new StringBuilder();
        for (byte b : target.getBytes(UTF_8)) {
            text.append(b < 0 ? String.format("%%%02X", b & 0xff) : String.valueOf((char) b));
        }
        return text.toString();
    }
}
