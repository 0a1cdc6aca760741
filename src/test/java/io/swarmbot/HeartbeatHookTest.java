package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.swarmbot.testing.HeartbeatHooks;
import io.swarmbot.testing.LoginServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the hook for coding agents beats, with which settings, and what it says. */
@Tag("stress-only")
class HeartbeatHookTest {

    @TempDir
    Path temporary;

    private HeartbeatHooks hooks;
    private String agent;

    @BeforeEach
    void begin() {
        hooks = new HeartbeatHooks(temporary);
        agent = hooks.agent();
    }

    @AfterEach
    void end() {
        hooks.close();
    }

    /** How many beats of this agent came with this token. */
    private static long beats(LoginServer service, String agent, String token) {
        return service.requests().stream()
                .filter(request -> request.uri().endsWith("/" + agent + "/heartbeat")
                        && ("Bearer " + token).equals(request.authorization()))
                .count();
    }

    @Test
    void theNewestSettingsCountForAllPrograms() throws Exception {
        try (LoginServer service = LoginServer.accepting("new-token")) {
            Process program = hooks.agentProgram();
            hooks.run(environment(service, "old-token"), program);
            await().until(() -> beats(service, agent, "old-token") > 0);
            ProcessHandle old = hooks.beating().get(0);

            Process next = hooks.agentProgram();
            hooks.run(environment(service, "new-token"), next);
            await().until(() -> !old.isAlive());
            await().until(() -> beats(service, agent, "new-token") > 0);

            assertThat(hooks.beating()).hasSize(1).doesNotContain(old);
            assertThat(textsBeside()).isNotEmpty().noneMatch(text -> text.contains("-token"));

            next.destroyForcibly();
            await().until(() -> !next.isAlive());
            long until = beats(service, agent, "new-token") + 5;
            await().until(() -> beats(service, agent, "new-token") >= until);
            program.destroyForcibly();
            await().until(() -> hooks.beating().isEmpty());
            assertThat(textsBeside()).containsOnly("");
        }
    }

    private Map<String, String> environment(LoginServer service, String token) {
        return Map.of("SWARMBOT_URL", service.url(), "SWARMBOT_AGENT", agent, "SWARMBOT_TOKEN", token);
    }

    /** What the hooks wrote beside the log. */
    private List<String> textsBeside() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.equals(hooks.log()))
                    .toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void saysInTheLogWhichSettingIsBad() throws Exception {
        String program = Long.toString(hooks.agentProgram().pid());
        Map<String, String> environment = Map.of("SWARMBOT_URL", "http://127.0.0.1:1", "SWARMBOT_AGENT", agent);

        hooks.run(environment, "--parent", program, "--every", "often");
        hooks.run(environment, "--parent", "$PPID");
        hooks.run(Map.of("SWARMBOT_AGENT", ""), "--parent", program);

        assertThat(hooks.beating()).isEmpty();
        assertThat(hooks.logged())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(": --every or SWARMBOT_HEARTBEAT must be a number, and is 'often'"),
                        line -> assertThat(line).endsWith(": --parent must be a number, and is '$PPID'"),
                        line -> assertThat(line).endsWith(": there is no SWARMBOT_AGENT"));
    }

    @Test
    void pausesAtLeastATenthOfASecond() throws Exception {
        String program = Long.toString(hooks.agentProgram().pid());
        try (LoginServer service = LoginServer.accepting("good")) {
            for (String every : List.of("0.1", "0", "-1", "nan")) {
                hooks.run(
                        environment(service, "good"),
                        "--parent",
                        program,
                        "--agent",
                        "every" + every,
                        "--every",
                        every);
            }
            await().until(() -> beats(service, "every-1", "good") > 20 && beats(service, "every0.1", "good") > 20);

            assertThat(beats(service, "every0", "good")).isBetween(5L, 10 * beats(service, "every0.1", "good"));
            assertThat(beats(service, "everynan", "good")).isBetween(5L, 10 * beats(service, "every0.1", "good"));
        }
    }

    @Test
    void beatsLessAndLessWhileItIsRefusedAndSaysSoOnce() throws Exception {
        String program = Long.toString(hooks.agentProgram().pid());
        try (LoginServer service = LoginServer.accepting("good")) {
            hooks.run(environment(service, "good"), "--parent", program, "--agent", "steady", "--every", "0.1");
            hooks.run(environment(service, "bad"), "--parent", program, "--every", "0.1");
            await().until(() -> beats(service, "steady", "good") > 80);

            assertThat(beats(service, agent, "bad")).isBetween(2L, 40L);
            assertThat(hooks.logged()).hasSize(1).allMatch(line -> line.endsWith(agent + ": beat: HTTPError 401"));

            service.accept("bad");
            await().until(() -> hooks.logged().stream().anyMatch(line -> line.endsWith(agent + ": beat: well again")));
            long until = beats(service, agent, "bad") + 40;
            await().until(() -> beats(service, agent, "bad") > until);
        }
    }

    @Test
    void keepsItsPaceUntilTheAgentHasRegistered() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            refused.incrementAndGet();
        });
        service.start();
        try {
            String url = "http://127.0.0.1:" + service.getAddress().getPort();
            String program = Long.toString(hooks.agentProgram().pid());
            hooks.run(Map.of("SWARMBOT_URL", url, "SWARMBOT_AGENT", agent), "--parent", program, "--every", "0.1");

            // With pauses that grow it would be about 30 in the time that the test waits.
            await().until(() -> refused.get() > 60);

            assertThat(hooks.logged()).hasSize(1).allMatch(line -> line.endsWith("beat: HTTPError 404"));
        } finally {
            service.stop(0);
        }
    }
}
