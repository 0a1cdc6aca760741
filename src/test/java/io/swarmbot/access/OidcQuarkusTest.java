package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.Problems.assertProblem;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.Jwts;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.TestIssuer;
import io.swarmbot.testing.WebSocketClient;
import io.swarmbot.testing.WithIssuer;
import jakarta.inject.Inject;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Logins at an issuer of OpenID Connect: bearer tokens, and the login flow of browsers. */
@QuarkusTest
@TestProfile(WithIssuer.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcQuarkusTest {

    private static final String SWARM = "/api/v1/swarms/" + OWN;
    private static final String LOGIN = "/login/oidc";
    private static final Pattern COOKIE = Pattern.compile("((?:q_|swarmbot_)\\w+(?:-\\w+)*)=([^;,]*)");

    @TestHTTPResource("/")
    URI server;

    @ConfigProperty(name = WithIssuer.URL)
    String issuer;

    @ConfigProperty(name = WithIssuer.PRIVATE_KEY)
    String privateKey;

    @ConfigProperty(name = WithIssuer.PUBLIC_KEY)
    String publicKey;

    @Inject
    TokenRegistry registry;

    @BeforeEach
    void makeSwarm() {
        await().until(registry::isKnown);
        ask("PUT", SWARM, as("root"));
    }

    @Test
    @Order(0)
    void programOfTheModelContextProtocolIsToldWhereToLogIn() {
        for (String path : List.of("/mcp", "/mcp/own", "/mcp/nowhere")) {
            RawConnection.Response refused = RawConnection.post(server, path, "{}");
            assertThat(refused.status()).isEqualTo(401);
            String metadata = "http://" + server.getAuthority() + "/.well-known/oauth-protected-resource" + path;
            assertThat(refused.header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"swarmbot\", resource_metadata=\"" + metadata + "\"");

            JsonNode described = RawConnection.ask(
                            server, "GET", URI.create(metadata).getPath())
                    .json();
            assertThat(described.path("resource").asText()).isEqualTo("http://" + server.getAuthority() + path);
            assertThat(described.at("/authorization_servers/0").asText()).isEqualTo(issuer);
        }
    }

    private RawConnection.Response ask(String method, String target, String... headers) {
        return RawConnection.ask(server, method, target, headers);
    }

    private RawConnection.Response post(String target, String body, String... headers) {
        return RawConnection.post(server, target, body, headers);
    }

    private PrivateKey key() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> claims(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = TestIssuer.claims(issuer, TestIssuer.USER);
        change.accept(claims);
        return claims;
    }

    /** A token of the issuer, whose claims are good but for the change. */
    private String jwt(Consumer<Map<String, Object>> change) {
        return Jwts.signed(key(), TestIssuer.KEY_ID, claims(change));
    }

    private String jwt() {
        return jwt(claims -> {});
    }

    private static Consumer<Map<String, Object>> with(String claim, Object value) {
        return claims -> claims.put(claim, value);
    }

    private static long in(int seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    /** The issuer is down when the service starts. */
    @Test
    @Order(1)
    void serviceStartsWithoutItsIssuerAndGoesOnWhenThatIsThere() {
        RawConnection.Response early = ask("GET", SWARM, header(jwt()));
        assertProblem(early, 503, "issuer_unavailable");
        assertThat(early.header("Retry-After")).isNotEmpty();
        assertThat(ask("GET", SWARM, as("viewer")).status()).isEqualTo(200);
        int before = refusedByIssuer();
        Instant begin = Instant.now();
        for (int i = 0; i < 30; i++) {
            assertProblem(ask("GET", SWARM, header(jwt())), 503, "issuer_unavailable");
            assertProblem(ask("GET", LOGIN), 503, "issuer_unavailable");
        }
        // Once a second, whoever comes.
        long seconds = Duration.between(begin, Instant.now()).toSeconds();
        assertThat(refusedByIssuer() - before).isLessThanOrEqualTo((int) seconds + 2);

        assertThat(RawConnection.ask(URI.create(issuer), "GET", "/up").status()).isEqualTo(200);

        await().until(() -> ask("GET", SWARM, header(jwt())).status() == 200);
    }

    private int refusedByIssuer() {
        return Integer.parseInt(
                RawConnection.ask(URI.create(issuer), "GET", "/refused").body());
    }

    @Test
    void tokenGivesTheGrantsOfItsGroups() {
        JsonNode who = ask("GET", "/api/v1/whoami", header(jwt())).json();

        assertThat(who.path("name").asText()).isEqualTo(TestIssuer.USER);
        assertThat(who.path("login").asBoolean()).isTrue();
        assertThat(who.path("grants").toString()).isEqualTo("[{\"swarm\":\"own\",\"role\":\"operator\"}]");
        assertThat(who.has("token_id")).isFalse();
        assertThat(Instant.parse(who.path("expires_at").asText())).isAfter(Instant.now());
        assertProblem(ask("DELETE", SWARM, header(jwt())), 403, "forbidden");
        assertProblem(ask("GET", "/api/v1/swarms/hidden", header(jwt())), 404, "unknown_swarm");
    }

    @Test
    void tokenWithoutAKnownGroupIsALoginThatMayDoNothing() {
        String[] login = header(jwt(with("groups", List.of("strangers"))));

        assertThat(ask("GET", "/api/v1/whoami", login).json().path("grants")).isEmpty();
        assertProblem(ask("GET", SWARM, login), 404, "unknown_swarm");
        assertProblem(ask("GET", "/api/v1/swarms", login), 403, "forbidden");
    }

    @Test
    void nameOfTheLoginIsTheActor() {
        String task = "{\"id\":\"by-ann\",\"type\":\"x\"}";
        try (WebSocketClient watching = WebSocketClient.openWith(server, OWN, "", header(jwt()))) {
            assertThat(post(SWARM + "/tasks", task, header(jwt())).status()).isEqualTo(201);

            assertThat(watching.await("task_submitted").path("actor").asText()).isEqualTo(TestIssuer.USER);
        }
    }

    /** Which part of a token is wrong is nobody's business. */
    @Test
    void everyBadTokenGetsTheSameAnswer() {
        String expected =
                ask("GET", SWARM, header("sbt_aaaaaaaa_" + "a".repeat(43))).body();
        bad().forEach((what, token) -> {
            RawConnection.Response refused = ask("GET", SWARM, header(token));
            assertThat(refused.status()).as(what).isEqualTo(401);
            assertThat(refused.body()).as(what).isEqualTo(expected);
            assertThat(refused.header("WWW-Authenticate")).as(what).isEqualTo("Bearer realm=\"swarmbot\"");
        });
        assertThat(ask("GET", SWARM, header(jwt())).status()).isEqualTo(200);
    }

    private Map<String, String> bad() {
        String good = jwt();
        String[] parts = good.split("\\.");
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("alg none", Jwts.unsigned(claims(claims -> {})));
        bad.put("alg none with the signature", Jwts.unsigned(claims(claims -> {})) + parts[2]);
        bad.put(
                "public key as secret",
                Jwts.signedWithSecret(Base64.getDecoder().decode(publicKey), TestIssuer.KEY_ID, claims(claims -> {})));
        bad.put(
                "secret of the client",
                Jwts.signedWithSecret(
                        TestIssuer.SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        TestIssuer.KEY_ID,
                        claims(claims -> {})));
        PrivateKey other = Jwts.newKey().getPrivate();
        bad.put("another key", Jwts.signed(other, TestIssuer.KEY_ID, claims(claims -> {})));
        bad.put("unknown key", Jwts.signed(other, "k2", claims(claims -> {})));
        bad.put("another audience", jwt(with("aud", "another-app")));
        bad.put("ID token", jwt(with("aud", TestIssuer.CLIENT)));
        bad.put("several other audiences", jwt(with("aud", List.of("account", TestIssuer.CLIENT))));
        bad.put("no audience", jwt(claims -> claims.remove("aud")));
        bad.put("another issuer", jwt(with("iss", "https://evil.example")));
        bad.put("no issuer", jwt(claims -> claims.remove("iss")));
        bad.put("expired", jwt(with("exp", in(-40))));
        bad.put("no expiry", jwt(claims -> claims.remove("exp")));
        bad.put("not yet valid", jwt(with("nbf", in(90))));
        bad.put("reserved name", jwt(with("preferred_username", "system")));
        bad.put("no name", jwt(with("preferred_username", "")));
        bad.put("other claims", parts[0] + "." + Jwts.part(claims(with("groups", List.of("nobody")))) + "." + parts[2]);
        bad.put("truncated", good.substring(0, good.length() - 8));
        bad.put("without signature", parts[0] + "." + parts[1] + ".");
        bad.put("two parts", parts[0] + "." + parts[1]);
        bad.put("four parts", good + ".x");
        bad.put("no JSON", "eyJ.eyJ.eyJ");
        bad.put("dots", "a..");
        bad.put("opaque", "opaque");
        return bad;
    }

    @Test
    void tokenMayBeForOthersAsWell() {
        String[] login = header(jwt(with("aud", List.of("account", TestIssuer.AUDIENCE))));

        assertThat(ask("GET", SWARM, login).status()).isEqualTo(200);
    }

    @Test
    void clocksMayDifferBySeconds() {
        assertThat(ask("GET", SWARM, header(jwt(with("exp", in(-20))))).status())
                .isEqualTo(200);
        assertThat(ask("GET", SWARM, header(jwt(with("nbf", in(20))))).status()).isEqualTo(200);
    }

    @Test
    void tokenIsSentOnceAndInItsPlace() {
        for (String name : List.of("access_token", "x", "ticket")) {
            assertProblem(ask("GET", SWARM + "?" + name + "=" + jwt(), header(jwt())), 401, "unauthenticated");
            assertProblem(ask("GET", SWARM + "/events?" + name + "=" + jwt()), 401, "unauthenticated");
        }
        assertProblem(
                ask("GET", SWARM, "Authorization", "Bearer " + jwt(), "Authorization", as("viewer")[1]),
                401,
                "unauthenticated");
        assertProblem(ask("GET", SWARM, "Cookie", "swarmbot_session=" + jwt()), 401, "unauthenticated");
        assertProblem(ask("GET", SWARM, "Authorization", "Basic " + jwt()), 401, "unauthenticated");
    }

    @Test
    void streamEndsWhenItsTokenExpires() {
        String[] login = header(jwt(with("exp", in(-27))));
        try (EventStreamClient stream = EventStreamClient.open(server, OWN, "", login);
                WebSocketClient socket = WebSocketClient.openWith(server, OWN, "", login)) {
            assertThat(stream.await("ended").path("reason").asText()).isEqualTo("expired");
            assertThat(socket.await("ended").path("reason").asText()).isEqualTo("expired");
            assertThat(socket.closeCode()).isEqualTo(4103);
        }
    }

    @Test
    void ticketsOfATokenEndWithIt() {
        String token = jwt(with("exp", in(120)));
        for (int i = 0; i < 3; i++) {
            RawConnection.Response made = post("/api/v1/tickets", "{\"swarm\":\"own\"}", header(token));
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            String ticket = made.json().path("ticket").asText();
            EventStreamClient.open(server, OWN, "ticket=" + ticket).close();
            assertProblem(ask("GET", SWARM + "/events?ticket=" + ticket), 401, "unauthenticated");
        }
        List<Instant> ends = registry.tokens().all().stream()
                .filter(session -> session.parent() == null && session.name().equals(TestIssuer.USER))
                .map(session -> session.expiresAt())
                .filter(end -> end.isBefore(Instant.now().plusSeconds(130)))
                .toList();
        assertThat(ends).hasSize(1);
        assertProblem(post("/api/v1/tickets", "{\"swarm\":\"hidden\"}", header(token)), 404, "unknown_swarm");
    }

    @Test
    void sessionOfATokenEndsWithIt() {
        RawConnection.Response opened =
                ask("POST", "/api/v1/session", "Authorization", "Bearer " + jwt(), "Content-Length", "0");

        assertThat(opened.status()).as(opened.body()).isEqualTo(201);
        Map<String, String> cookies = cookies(opened);
        Matcher age = Pattern.compile("Max-Age=(\\d+)").matcher(opened.header("Set-Cookie"));
        assertThat(age.find()).isTrue();
        assertThat(Integer.parseInt(age.group(1))).isBetween(200, 300);
        assertThat(ask("GET", SWARM, "Cookie", asHeader(cookies)).status()).isEqualTo(200);
        assertProblem(
                ask(
                        "POST",
                        "/api/v1/session",
                        "Authorization",
                        "Bearer " + jwt(with("exp", in(-10))),
                        "Content-Length",
                        "0"),
                401,
                "unauthenticated");
    }

    @Test
    void everybodyHearsHowToLogIn() {
        assertThat(ask("GET", "/api/v1/transports").json().path("login").toString())
                .isEqualTo("[\"token\",\"oidc\"]");
    }

    private static Map<String, String> cookies(RawConnection.Response answer) {
        Map<String, String> cookies = new LinkedHashMap<>();
        Matcher cookie = COOKIE.matcher(answer.header("Set-Cookie"));
        while (cookie.find()) {
            cookies.put(cookie.group(1), cookie.group(2));
        }
        return cookies;
    }

    private static String asHeader(Map<String, String> cookies) {
        List<String> all = new ArrayList<>();
        cookies.forEach((name, value) -> all.add(name + "=" + value));
        return String.join("; ", all);
    }

    /** What the issuer answers to the browser that is sent there. */
    private String backFromIssuer(RawConnection.Response begun) {
        URI there = URI.create(begun.header("Location"));
        assertThat(there.toString()).startsWith(issuer + "/authorize?");
        RawConnection.Response back = RawConnection.ask(there, "GET", there.getRawPath() + "?" + there.getRawQuery());
        assertThat(back.status()).isEqualTo(302);
        URI here = URI.create(back.header("Location"));
        assertThat(here.getAuthority()).isEqualTo(server.getAuthority());
        return here.getRawPath() + "?" + here.getRawQuery();
    }

    @Test
    void browserLogsInAtTheIssuerAndHasOneSession() {
        RawConnection.Response begun = ask("GET", LOGIN);
        assertThat(begun.status()).as(begun.body()).isEqualTo(302);
        assertThat(begun.header("Cache-Control")).contains("no-store");
        assertThat(begun.header("Location")).contains("code_challenge=", "nonce=", "state=");

        RawConnection.Response done = ask("GET", backFromIssuer(begun), "Cookie", asHeader(cookies(begun)));

        assertThat(done.status()).as(done.body()).isEqualTo(303);
        assertThat(done.header("Location")).isEqualTo("/");
        assertThat(done.header("Set-Cookie"))
                .contains("swarmbot_session=sbt_", "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200")
                .doesNotContain("q_session");
        cookies(done)
                .forEach((name, value) ->
                        assertThat(value.isEmpty()).as(name).isEqualTo(!name.equals("swarmbot_session")));
        String session = "swarmbot_session=" + cookies(done).get("swarmbot_session");
        JsonNode who = ask("GET", "/api/v1/whoami", "Cookie", session).json();
        assertThat(who.path("name").asText()).isEqualTo(TestIssuer.USER);
        assertThat(who.path("kind").asText()).isEqualTo("session");
        assertThat(ask("GET", SWARM, "Cookie", session).status()).isEqualTo(200);

        String own = "http://" + server.getAuthority();
        assertThat(ask("DELETE", "/api/v1/session", "Cookie", session, "Origin", own)
                        .status())
                .isEqualTo(204);
        assertProblem(ask("GET", SWARM, "Cookie", session), 401, "unauthenticated");
    }

    /** Otherwise somebody could log a browser in as somebody else, or take a code that is not theirs. */
    @Test
    void loginThatWasNotBegunByTheSameBrowserIsRefused() {
        RawConnection.Response one = ask("GET", LOGIN);
        RawConnection.Response other = ask("GET", LOGIN);
        String back = backFromIssuer(one);
        String code = back.replaceFirst(".*(code=[^&]*).*", "$1");
        String state = back.replaceFirst(".*(state=[^&]*).*", "$1");
        String otherState = backFromIssuer(other).replaceFirst(".*(state=[^&]*).*", "$1");
        String cookies = asHeader(cookies(one));

        Stream.of(
                        ask("GET", back),
                        ask("GET", back, "Cookie", asHeader(cookies(other))),
                        ask("GET", LOGIN + "?" + otherState + "&" + code, "Cookie", cookies),
                        ask("GET", LOGIN + "?state=wrong&" + code, "Cookie", cookies),
                        ask("GET", LOGIN + "?" + code, "Cookie", cookies),
                        ask("GET", LOGIN + "?" + state + "&code=wrong", "Cookie", cookies),
                        ask("GET", LOGIN + "?" + state + "&error=access_denied", "Cookie", cookies),
                        // The verifier and the nonce are those of the other login.
                        ask("GET", LOGIN + "?" + otherState + "&" + code, "Cookie", asHeader(cookies(other))))
                .forEach(refused -> {
                    assertProblem(refused, 401, "unauthenticated");
                    assertThat(refused.header("Set-Cookie")).doesNotContain("swarmbot_session", "q_session");
                });
    }

    @Test
    void loginOverPlainHttpIsRefusedBeforeItBegins() {
        try (RawConnection connection = RawConnection.to(server, "10.0.0.1:8080")) {
            assertProblem(connection.request("GET", LOGIN).receive(), 403, "forbidden");
        }
    }
}
