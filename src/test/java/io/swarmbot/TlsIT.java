package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.WithTokens;
import io.swarmbot.testing.WithTokens.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service with tokens on an address of a network: without a certificate, and with the one of the page. */
@Tag("stress-only")
class TlsIT {

    private static final Path PAGE = Path.of("src", "site", "markdown", "security.md");
    private static final Pattern CERTIFICATE = Pattern.compile("^ {4}(openssl req .*)$", Pattern.MULTILINE);
    private static final Pattern START =
            Pattern.compile("^ {4}java (-Dquarkus\\.tls\\..*) -jar .*$", Pattern.MULTILINE);
    private static final Pattern LISTENING = Pattern.compile(
            "Listening on: https://0\\.0\\.0\\.0:(\\d+)\\. Management interface listening on https://[^ ]+:(\\d+)");

    private final Entry admin = WithTokens.entry("root", "[{\"swarm\":\"*\",\"role\":\"admin\"}]", null);

    @TempDir
    private Path directory;

    private List<String> settings;

    @BeforeEach
    void writeTokens() throws IOException {
        Path file = Files.writeString(directory.resolve("tokens.json"), "[" + admin.json() + "]");
        settings = List.of(
                "quarkus.http.host=0.0.0.0", "swarmbot.security.mode=tokens", "swarmbot.security.tokens-file=" + file);
    }

    @Test
    void serviceWithoutACertificateWarnsOnce() {
        try (ServiceProcess service = ServiceProcess.with(settings.toArray(String[]::new))) {
            await().untilAsserted(() -> assertThat(warnings(service.output()))
                    .singleElement(STRING)
                    .contains("quarkus.http.host is '0.0.0.0'", "without TLS", "quarkus.tls.key-store.pem.0.cert"));
        }
    }

    @Test
    void serviceBehindAProxyThatItKnowsSaysNothing() {
        List<String> behind = new ArrayList<>(settings);
        behind.add("quarkus.http.proxy.proxy-address-forwarding=true");
        behind.add("quarkus.http.proxy.allow-x-forwarded=true");
        behind.add("quarkus.http.proxy.trusted-proxies=10.0.0.2");
        try (ServiceProcess service = ServiceProcess.with(behind.toArray(String[]::new))) {
            assertThat(warnings(service.output())).isEmpty();
        }
    }

    @Test
    void certificateOfThePageServesBothPortsAndShutsTheOneWithoutTls() throws IOException {
        Programs.require(List.of("openssl", "version"), "openssl, which makes the certificate");
        Programs.require(List.of("curl", "--version"), "curl, which trusts it");
        String page = Files.readString(PAGE);
        assertThat(run(List.of("bash", "-c", "cd " + directory + " && " + only(CERTIFICATE, page))))
                .isZero();
        List<String> command;
        try (ServiceProcess any = ServiceProcess.with(settings.toArray(String[]::new))) {
            command = new ArrayList<>(any.command());
        }
        List<String> added = new ArrayList<>(List.of(only(START, page)
                .replace("cert=", "cert=" + directory + "/")
                .replace("key=", "key=" + directory + "/")
                .split(" ")));
        added.add("-Dquarkus.http.ssl-port=0");
        added.add("-Dquarkus.log.console.format=%s%n");
        command.addAll(command.contains("-jar") ? command.indexOf("-jar") : command.size(), added);
        try (RunningProgram service = RunningProgram.start(command)) {
            Matcher ports = service.awaitLine(LISTENING, Patience.LIMIT);

            assertThat(curl("https://localhost:" + ports.group(1) + "/api/v1/whoami"))
                    .contains("\"name\":\"root\"");
            assertThat(curl("https://localhost:" + ports.group(2) + "/q/metrics"))
                    .contains("jvm_memory_used_bytes");
            assertThat(service.output()).doesNotContain("http://", "without TLS");
        }
    }

    private static List<String> warnings(String output) {
        return output.lines().filter(line -> line.contains("WARN")).toList();
    }

    private String curl(String address) {
        try (RunningProgram program = RunningProgram.start(List.of(
                "curl",
                "-sS",
                "--cacert",
                directory.resolve("cert.pem").toString(),
                "-H",
                "Authorization: Bearer " + admin.text().reveal(),
                address))) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
            return program.wholeOutput();
        }
    }

    private static int run(List<String> command) {
        try (RunningProgram program = RunningProgram.start(command)) {
            return program.exitCode(Patience.LIMIT);
        }
    }

    private static String only(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group(1);
    }
}
