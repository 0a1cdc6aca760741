package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small OpenID Connect issuer: discovery, keys, and the authorization code flow with PKCE and nonce, in which it lets
 * {@value #USER} in without a question. It refuses what the protocol forbids. Until {@code /up} is asked for, it
 * answers 503 to everything; {@code /refused} says how often. Thread-safe.
 */
public final class TestIssuer implements AutoCloseable {

    public static final String CLIENT = "swarmbot-app";
    /** For whom bearer tokens are. ID tokens are for the client. */
    public static final String AUDIENCE = "swarm-api";

    public static final String SECRET = "a-secret-of-the-client-with-32-characters";
    public static final String KEY_ID = "k1";
    public static final String USER = "Ann Example";
    public static final String GROUP = "team own";

    private record Begun(String challenge, String nonce, String redirectUri) {}

    private final KeyPair key = Jwts.newKey();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, Begun> codes = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean isUp;

    public TestIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public KeyPair key() {
        return key;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/up")) {
            isUp = true;
            answer(exchange, 200, "{}");
        } else if (path.equals("/refused")) {
            answer(exchange, 200, Integer.toString(refused.get()));
        } else if (!isUp) {
            refused.incrementAndGet();
            answer(exchange, 503, "{}");
        } else {
            switch (path) {
                case "/.well-known/openid-configuration" -> answer(exchange, 200, discovery());
                case "/jwks" -> answer(exchange, 200, jwks());
                case "/authorize" ->
                    authorize(exchange, form(exchange.getRequestURI().getRawQuery()));
                case "/token" ->
                    token(exchange, form(new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                default -> answer(exchange, 404, "{}");
            }
        }
    }

    private String discovery() {
        return "{'issuer':'@','authorization_endpoint':'@/authorize','token_endpoint':'@/token','jwks_uri':'@/jwks'}"
                .replace("@", url())
                .replace('\'', '"');
    }

    private String jwks() {
        RSAPublicKey publicKey = (RSAPublicKey) key.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + base64(publicKey.getModulus()) + "\",\"e\":\"" + base64(publicKey.getPublicExponent()) + "\"}]}";
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private void authorize(HttpExchange exchange, Map<String, String> asked) throws IOException {
        boolean isGood = "code".equals(asked.get("response_type"))
                && CLIENT.equals(asked.get("client_id"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.keySet().containsAll(List.of("code_challenge", "nonce", "state", "redirect_uri"))
                && asked.getOrDefault("scope", "").contains("openid");
        if (!isGood) {
            answer(exchange, 400, "{}");
            return;
        }
        String code = "code-" + codes.size();
        codes.put(code, new Begun(asked.get("code_challenge"), asked.get("nonce"), asked.get("redirect_uri")));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?state=" + URLEncoder.encode(asked.get("state"), UTF_8) + "&code="
                                + code);
        answer(exchange, 302, "");
    }

    private void token(HttpExchange exchange, Map<String, String> asked) throws IOException {
        Begun begun = codes.remove(asked.getOrDefault("code", ""));
        String client = "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(UTF_8));
        boolean isGood = begun != null
                && client.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && begun.redirectUri().equals(asked.get("redirect_uri"))
                && begun.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")));
        if (!isGood) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        Map<String, Object> claims = claims(url(), USER);
        claims.put("nonce", begun.nonce());
        claims.put("aud", CLIENT);
        String idToken = Jwts.signed(key.getPrivate(), KEY_ID, claims);
        answer(
                exchange,
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":300,\"access_token\":\"opaque\",\"id_token\":\"" + idToken
                        + "\"}");
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a good bearer token. */
    public static Map<String, Object> claims(String issuer, String name) {
        Map<String, Object> claims = new HashMap<>();
        long now = Instant.now().getEpochSecond();
        claims.put("iss", issuer);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "7b0c");
        claims.put("preferred_username", name);
        claims.put("groups", List.of("everybody", GROUP));
        // Long enough ago for a token that has just expired.
        claims.put("iat", now - 100);
        claims.put("exp", now + 300);
        return claims;
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text == null ? new String[0] : text.split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return fields;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
