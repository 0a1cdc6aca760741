package io.swarmbot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.Right;
import io.swarmbot.grant.TokenText;
import io.swarmbot.wire.TokenJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What each command prints, and how it ends. */
class CommandsTest {

    private static final int USAGE = 2;

    @TempDir
    Path directory;

    private final Map<String, String> config = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Commands.line(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(config, "test", 1))
                .build());
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void assertFailed(int code, String... sentences) {
        assertThat(code).as(err.toString()).isEqualTo(Command.FAILED);
        assertThat(err.toString().lines()).singleElement().asString().contains(sentences);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "backup --help", "token --help", "healthcheck --help"})
    void helpIsShown(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: swarmbot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"start", "backup", "backup a b", "token x", "healthcheck fine", "--port=1", "token a b c --x"})
    void wrongArgumentsAreRefused(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(USAGE);
        assertThat(err.toString()).isNotEmpty();
        assertThat(out.toString()).isEmpty();
    }

    private AccessToken madeToken(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        AccessToken token = TokenJson.readFile(lines.get(1).getBytes(StandardCharsets.UTF_8))
                .get(0);
        assertThat(token.isOf(TokenText.parse(lines.get(0)).orElseThrow())).isTrue();
        assertThat(lines.get(1)).doesNotContain(lines.get(0).substring("sbt_".length() + 9));
        return token;
    }

    @Test
    void tokenHasAnEntryThatATokensFileTakes() {
        AccessToken token = madeToken("token", "ann", "admin", "*");

        assertThat(token.name()).isEqualTo("ann");
        assertThat(token.expiresAt()).isNull();
        assertThat(token.grants().isAdmin()).isTrue();
    }

    @Test
    void tokenOfAnAgentNamesItsAgentsAndItsEnd() {
        AccessToken token = madeToken(
                "token", "crew", "agent", "acme-*", "worker-*", "chief", "--expires-at", "2127-06-30T00:00:00Z");

        assertThat(token.expiresAt()).isEqualTo(Instant.parse("2127-06-30T00:00:00Z"));
        Grants grants = token.grants();
        assertThat(grants.letWorkAs("acme-1", "worker-7")).isTrue();
        assertThat(grants.letWorkAs("acme-1", "chief")).isTrue();
        assertThat(grants.letWorkAs("acme-1", "other")).isFalse();
        assertThat(grants.give(Right.SUBMIT, "acme-1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "token ann boss *,role",
        "token ann agent *,agents is empty",
        "token ann viewer * worker-*,only the role agent",
        "token ann viewer a*b,pattern",
        "token ann agent * a*b,pattern",
        "token system viewer *,reserved",
        "token ann viewer * --expires-at 2020-01-01T00:00:00Z,expires_at"
    })
    void tokenThatNobodyCouldUseIsNotMade(String arguments, String sentence) {
        assertFailed(run(arguments.split(" ")), "no token was made", sentence);
    }

    @Test
    void backupNeedsAStoreOfItsKind() throws IOException {
        String target = directory.resolve("backup.db").toString();

        config.put("swarmbot.store.kind", "redis");
        assertFailed(run("backup", target), "swarmbot.store.kind is redis");
        err.getBuffer().setLength(0);
        assertFailed(run("backup", target, "--directory", directory.toString()), "there is no", "swarmbot.db");
        err.getBuffer().setLength(0);
        config.put("swarmbot.store.kind", "embedded");
        config.put("swarmbot.store.embedded.directory", directory.toString());
        Files.writeString(directory.resolve("swarmbot.db"), "this is no database, but a text of some length");
        assertFailed(run("backup", target), "no backup was made", "damaged");
        assertThat(Path.of(target)).doesNotExist();
    }

    private HttpServer service(String host, int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        config.put("quarkus.http.port", Integer.toString(server.getAddress().getPort()));
        return server;
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0,200,0", "127.0.0.1,200,0", "127.0.0.1,503,1", "127.0.0.1,404,1", "127.0.0.1,302,1"})
    void healthIsWhatTheServiceSays(String host, int status, int code) throws IOException {
        HttpServer server = service(host, status);
        try {
            config.put("quarkus.http.host", host);

            assertThat(run("healthcheck")).isEqualTo(code);
            assertThat(out.toString()).endsWith("/q/health/ready " + status + System.lineSeparator());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void serviceThatDoesNotAnswerIsNotHealthy() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            assertFailed(run("healthcheck", "live", "--url", url, "--timeout", "PT0.05S"), "/q/health/live gives no");
        }
    }

    @Test
    void healthOfAnyPortIsUnknown() {
        config.put("quarkus.http.port", "0");

        assertFailed(run("healthcheck"), "--url says which");
    }
}
