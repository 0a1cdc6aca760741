package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.grant.Right;
import io.swarmbot.http.PathSegments;
import io.swarmbot.testing.CapturedLog;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a path, and nothing that is put into a name or header, gets a client more than its token gives. */
@QuarkusTest
@TestProfile(WithTokens.class)
class PathTricksQuarkusTest {

    private static final String SWARM = "/api/v1/swarms/" + OWN;
    private static final String SECRET = "nobody-may-see-this";
    private static final String CRLF = "%0d%0aX-Injected:%201%0d%0aINJECTED%20line";

    @TestHTTPResource("/")
    URI server;

    private String before;

    @BeforeEach
    void makeSwarm() {
        ask("PUT", SWARM, "", as("root"));
        ask("PUT", SWARM + "/agents/worker-1", "{\"name\":\"" + SECRET + "\"}", as("root"));
        before = cursor();
    }

    private String cursor() {
        return ask("GET", SWARM + "/agents", "", as("root")).header("SwarmBot-Cursor");
    }

    /** The agent may have been silent for long enough to be stale. */
    private void assertNothingHappened() {
        String[] headers = {"Accept", "application/json", as("root")[0], as("root")[1]};
        Response events = ask("GET", SWARM + "/events?limit=1000&after=" + before, "", headers);
        assertThat(events.status()).as(events.body()).isEqualTo(200);
        assertThat(events.json().path("events"))
                .allMatch(event -> event.path("type").asText().equals("agent_liveness_changed"));
    }

    private Response ask(String method, String target, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Length", Integer.toString(body == null ? 0 : body.length())));
        try (RawConnection connection = RawConnection.to(server)) {
            connection.request(method, target, all.toArray(String[]::new));
            return (body == null ? connection : connection.send(body)).receive();
        }
    }

    /** Other ways to write a path. */
    private List<String> tricks(String path) {
        String last = path.substring(path.lastIndexOf('/'));
        return List.of(
                path,
                path.replace("/api", "/%61pi"),
                path.replace("/api", "/ap%69"),
                path.replace("/v1", "/%76%31"),
                path.replace("/swarms", "/swarm%73"),
                path.replace("/api", "/API"),
                path.replace("/swarms", "/Swarms"),
                "/" + path,
                "//" + path,
                path.replace("/v1", "//v1"),
                path.replace(last, "/" + last),
                path + "/",
                path + "//",
                path + "/.",
                path + "/x/..",
                "/." + path,
                "/x/.." + path,
                "/q/health/.." + path,
                "/q/health/../.." + path,
                "/q/openapi/%2e%2e/%2e%2e" + path,
                "/%2e" + path,
                "/%2e%2e" + path,
                "/x/%2e%2e" + path,
                "/swarmbot-client.js/.." + path,
                path.replace("/v1", "/./v1"),
                path.replace("/v1", "/transports/../v1"),
                path.replace("/api", "/api;a=b"),
                path.replace("/swarms", "/swarms;a=b"),
                path + ";a=b",
                path + ";/q/health",
                path.replace("/v1", "%2fv1"),
                path.replace(last, "%2F" + last.substring(1)),
                path.replace(last, "\\" + last.substring(1)),
                path.replace(last, "%5c" + last.substring(1)),
                path + "%00",
                path + "%00/q/health",
                path + "%20",
                path + "%0d%0a",
                path + "%3f",
                path + "?/q/health",
                path + "#/q/health",
                path + ".json",
                path + "%2ejson",
                path.replace("/v1", "/%2576%2531"),
                path.replace("/api", "/\u00ef\u00bd\u0081pi"),
                path.replace("/api", "/api%c0%af"),
                "http://" + server.getAuthority() + path,
                "http://elsewhere.example" + path,
                "http://" + server.getAuthority() + "/q/health/.." + path,
                "HTTP://user@" + server.getAuthority() + "/" + path,
                path.substring(1),
                "*" + path);
    }

    @Test
    void noSpellingLeadsToDataWithoutAToken() {
        for (ValidRequests.Request request : guarded()) {
            for (String target : tricks(request.target())) {
                Response answer = ask(request.method(), target, request.body(), "Content-Type", "application/json");

                assertThat(answer.status())
                        .as(request.method() + " " + target + answer)
                        .isIn(400, 401, 404, 405);
                assertShowsNothing(answer.toString());
            }
        }
        assertNothingHappened();
    }

    /** What a viewer may not do, whatever it is called. */
    @Test
    void noSpellingLeadsAViewerToAStrongerRoute() {
        for (ValidRequests.Request request : guarded()) {
            if (need(request).rights().contains(Right.VIEW)
                    || need(request).rights().isEmpty()) {
                continue;
            }
            for (String target : tricks(request.target())) {
                Response answer = ask(
                        request.method(),
                        target,
                        request.body(),
                        "Authorization",
                        as("viewer")[1],
                        "Content-Type",
                        "application/json",
                        "X-HTTP-Method-Override",
                        "GET");

                assertThat(answer.status())
                        .as(request.method() + " " + target + answer)
                        .isIn(400, 403, 404, 405);
            }
        }
        assertNothingHappened();
    }

    @Test
    void noSpellingLeadsToThePagesOfTheFramework() {
        for (String page : List.of("/q/metrics", "/q/dev-ui", "/q/arc", "/q/swagger-ui", "/q/info")) {
            for (String target : List.of(
                    page,
                    page + "/",
                    "/" + page,
                    page.replace("/q/", "/q//"),
                    page.replace("/q/", "/%71/"),
                    page.replace("/q/", "/q/./"),
                    page.replace("/q/", "/q/health/../"),
                    page.replace("/q/", "/q/health/%2e%2e/"),
                    page.replace("/q/", "/q/openapi/..;/"),
                    page + ";a=b",
                    page + "%00",
                    page.replace("/q/", "/Q/"),
                    page.replace("/q/", "/q%2f"),
                    "http://" + server.getAuthority() + page)) {
                for (String name : List.of("nothing", "viewer")) {
                    Response answer = ask("GET", target, null, as(name));
                    assertThat(answer.status()).as(target + answer).isIn(400, 401, 403, 404);
                    assertThat(answer.body()).doesNotContain("jvm_memory");
                }
            }
        }
    }

    @Test
    void noSpellingLeadsToDataOverHttp2() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        int overHttp2 = 0;
        for (ValidRequests.Request request : guarded()) {
            for (String target : tricks(request.target())) {
                URI uri;
                try {
                    uri = URI.create(server.toString().replaceAll("/$", "") + target);
                } catch (IllegalArgumentException notForThisClient) {
                    continue;
                }
                if (!target.startsWith("/")) {
                    continue;
                }
                HttpRequest sent = HttpRequest.newBuilder(uri)
                        .method(
                                request.method(),
                                request.body() == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(request.body()))
                        .build();
                HttpResponse<String> answer = client.send(sent, BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(sent + answer.body()).isIn(400, 401, 404, 405);
                assertShowsNothing(answer.headers() + answer.body());
                overHttp2 += answer.version() == HttpClient.Version.HTTP_2 ? 1 : 0;
            }
        }
        assertThat(overHttp2).isGreaterThan(500);
        assertNothingHappened();
    }

    private static List<ValidRequests.Request> guarded() {
        return ValidRequests.of(OWN).stream()
                .filter(each -> need(each) != Need.PUBLIC)
                .toList();
    }

    private static Need need(ValidRequests.Request request) {
        return RouteRights.find(request.method(), PathSegments.of(request.target()))
                .orElseThrow()
                .need();
    }

    private void assertShowsNothing(String answer) {
        assertThat(answer).doesNotContain(SECRET, before.replaceAll("-.*", "-"));
    }

    @Test
    void lineBreaksMakeNoHeaderAndNoLineOfTheLog() {
        try (CapturedLog log = CapturedLog.from(Level.INFO);
                EventStreamClient stream = EventStreamClient.open(server, OWN, "", as("root"))) {
            List<Response> answers = new ArrayList<>();
            for (String[] token : List.of(as("root"), as("viewer"), new String[0])) {
                for (String path : List.of(
                        "/" + CRLF,
                        "/q/" + CRLF,
                        "/api/v1/swarms/" + CRLF,
                        SWARM + "/agents/" + CRLF,
                        SWARM + "/tasks/t1" + CRLF,
                        SWARM + "?at_least=" + CRLF,
                        SWARM + "/events?after=" + CRLF,
                        SWARM + "/agents/nobody?reason=" + CRLF + "&actor=" + CRLF)) {
                    answers.add(ask("GET", path, null, token));
                    if (!path.startsWith(SWARM + "?")) {
                        answers.add(ask("DELETE", path, null, token));
                    }
                    answers.add(ask("PUT", path, "{}", token));
                }
                List<String> odd = new ArrayList<>(List.of(token));
                odd.addAll(List.of("Origin", "http://x" + CRLF, "Idempotency-Key", "k" + CRLF));
                answers.add(ask("PUT", SWARM + "/agents/worker-1", "{}", odd.toArray(String[]::new)));
                answers.add(ask("PUT", SWARM + "/agents/worker-1", "{}", "Authorization", "Bearer " + CRLF));
                answers.add(ask(
                        "PUT",
                        SWARM + "/agents/worker-1",
                        "{\"name\":\"a\\r\\n\\r\\ndata: INJECTED\\r\\nINJECTED line\"}",
                        token));
            }

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.headers().keySet()).noneMatch(name -> name.contains("injected"));
                assertThat(answer.headers().values()).noneMatch(value -> value.contains("INJECTED"));
                assertThat(answer.body().lines()).noneMatch(line -> line.startsWith("INJECTED"));
            });
            assertThat(log.records())
                    .allSatisfy(record -> assertThat(record.lines())
                            .noneMatch(line -> line.startsWith("INJECTED") || line.startsWith("X-Injected")));
            stream.awaitCursor(cursor());
            assertThat(stream.messages().toString()).contains("\\r\\nINJECTED line");
        }
    }

    /** Also with the token of one who may do everything: a page that has it got it somewhere. */
    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://localhost.evil.example", "http://127.0.0.1:1"})
    void pageOfAnotherOriginIsRefusedWithAGoodToken(String origin) {
        String[] headers = {"Authorization", as("root")[1], "Origin", origin};

        Problems.assertProblem(
                RawConnection.askToUpgrade(server, WebSocketClient.target(OWN, ""), headers), 403, "forbidden_origin");
        for (ValidRequests.Request request : ValidRequests.of(OWN)) {
            Problems.assertProblem(
                    ask(request.method(), request.target(), request.body(), headers), 403, "forbidden_origin");
        }
        assertNothingHappened();
    }

    /** Whoever took the origin away: a browser also says so in another header. */
    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void changeByAnotherSiteIsRefusedWithoutAnOrigin(String site) {
        for (ValidRequests.Request request : ValidRequests.of(OWN)) {
            Response answer = ask(
                    request.method(),
                    request.target(),
                    request.body(),
                    "Authorization",
                    as("root")[1],
                    "Sec-Fetch-Site",
                    site);

            if (!Set.of("GET", "HEAD", "OPTIONS").contains(request.method())) {
                Problems.assertProblem(answer, 403, "forbidden_origin");
            }
        }
        assertNothingHappened();
        assertThat(ask("PUT", SWARM, "", "Authorization", as("root")[1], "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(200);
    }
}
