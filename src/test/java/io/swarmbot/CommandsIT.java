package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged service: a backup and its restoration, a token, and the health check. */
class CommandsIT {

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    Path directory;

    /** Runs a command with the configuration of the service, and returns what it says. */
    private static String run(ServiceProcess service, int code, String... arguments) {
        List<String> command = new ArrayList<>(service.command());
        command.addAll(List.of(arguments));
        try (RunningProgram program = RunningProgram.start(command)) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isEqualTo(code);
            return program.wholeOutput();
        }
    }

    @Test
    void serviceIsBackWithItsBackupAndClientsThatSawMoreAreTold() throws IOException {
        Path backup = directory.resolve("backup.db");
        try (ServiceProcess service = ServiceProcess.with()) {
            Rest rest = Rest.of(service.server(), "default");
            String kept = rest.register("before");

            run(service, 0, "backup", backup.toString());

            String lost = rest.register("after");
            service.kill();
            Path fresh = Files.createTempDirectory(Path.of("target"), "restored");
            Files.copy(backup, fresh.resolve("swarmbot.db"));
            try (ServiceProcess restored = ServiceProcess.on(fresh)) {
                Rest again = Rest.of(restored.server(), "default");
                assertThat(again.snapshot().path("agents"))
                        .singleElement()
                        .satisfies(
                                agent -> assertThat(agent.path("id").asText()).isEqualTo("before"));
                try (WebSocketClient behind = WebSocketClient.open(restored.server(), "default", "after=" + kept);
                        WebSocketClient ahead = WebSocketClient.open(restored.server(), "default", "after=" + lost)) {
                    assertThat(ahead.await("reset").path("reason").asText()).isEqualTo("epoch");
                    String cursor = again.register("new");
                    assertThat(StreamClient.epoch(cursor)).isNotEqualTo(StreamClient.epoch(kept));
                    behind.awaitCursor(cursor);
                    assertThat(behind.messages("reset")).isEmpty();
                }
            }
        }
    }

    @Test
    void healthCheckSaysWhetherTheServiceIsReady() {
        try (ServiceProcess service = ServiceProcess.with()) {
            assertThat(run(service, 0, "healthcheck")).contains("/q/health/ready 200");
            assertThat(run(service, 0, "healthcheck", "live")).contains("/q/health/live 200");

            service.terminate();

            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(run(service, 1, "healthcheck")).contains("gives no answer");
        }
    }

    @Test
    void tokenIsGoodForWhoeverPutsItsEntryIntoTheTokensFile() throws IOException {
        Path file = directory.resolve("tokens.json");
        Files.writeString(file, "[]");
        try (ServiceProcess service = ServiceProcess.with(
                "swarmbot.security.mode=tokens",
                "swarmbot.security.bootstrap=false",
                "swarmbot.security.tokens-file=" + file)) {
            List<String> said =
                    run(service, 0, "token", "recovery", "admin", "*").lines().toList();

            Files.writeString(file, said.get(1));

            await().until(() -> RawConnection.ask(service.server(), "GET", "/api/v1/whoami", header(said.get(0)))
                            .status()
                    == 200);
        }
    }
}
