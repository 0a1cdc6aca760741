package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PolledLog;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.WebSocketClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the packaged service: their permissions, when they are synced, and what happens if the disk is full. */
@Tag("stress-only")
class StoreFilesIT {

    private static final int COMMANDS = 40;

    @TempDir
    Path directory;

    @Test
    void secondProcessOnTheSameDirectoryDoesNotStartAndSaysWhy() {
        try (ServiceProcess first = ServiceProcess.with()) {
            Rest rest = Rest.of(first.server(), "default");
            rest.register("agent1");
            try (RunningProgram second = RunningProgram.start(first.command())) {
                assertThat(second.exitCode(Patience.LIMIT)).isNotZero();
                assertThat(second.output())
                        .contains("the store in", first.data().toString(), "is in use: one process at a time")
                        .doesNotContain("Exception", "\tat ");
            }
            rest.register("agent2");
            assertThat(rest.snapshot().path("agents")).hasSize(2);
        }
    }

    @Test
    void damagedFileIsLeftAsItIsAndTheServiceDoesNotStart() throws IOException {
        try (ServiceProcess service = ServiceProcess.with()) {
            Rest.of(service.server(), "default").register("agent1");
            service.kill();
            Path file = service.data().resolve("swarmbot.db");
            byte[] damaged = Files.readAllBytes(file);
            java.util.Arrays.fill(damaged, 0, 200, (byte) 'x');
            Files.write(file, damaged);

            try (RunningProgram again = RunningProgram.start(service.command())) {
                assertThat(again.exitCode(Patience.LIMIT)).isNotZero();
                assertThat(again.output())
                        .contains("cannot be opened", "damaged", "restore it from a copy")
                        .doesNotContain("\tat ");
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }

    @Test
    void commitWaitsForTheDisk() throws IOException {
        Path strace = Programs.require(List.of("strace"), "strace, to see the service wait for its disk");
        Path trace = directory.resolve("trace");
        List<String> launcher = List.of(
                strace.toString(), "-f", "--seccomp-bpf", "-y", "-e", "trace=fsync,fdatasync", "-o", trace.toString());
        try (ServiceProcess service = ServiceProcess.under(launcher)) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("agent1");
            long before = syncsOfTheLog(trace);

            for (int n = 0; n < COMMANDS; n++) {
                // Each command is answered before the next one is sent, so each has a commit of its own.
                rest.status("agent1", "busy", n);
            }

            assertThat(syncsOfTheLog(trace) - before).isGreaterThanOrEqualTo(COMMANDS);
        }
    }

    private static long syncsOfTheLog(Path trace) throws IOException {
        try (var lines = Files.lines(trace)) {
            return lines.filter(line -> line.contains("swarmbot.db-wal") && line.contains("sync("))
                    .count();
        }
    }

    @Test
    void fullDiskRefusesCommandsUntilThereIsRoom() throws IOException {
        Path bash = Programs.require(List.of("bash"), "bash, to limit the size of files");
        Path prlimit = Programs.require(List.of("prlimit"), "prlimit, to raise that limit again");
        // In blocks of 1024 bytes. The library of SQLite must fit in, because it is unpacked at the start.
        List<String> launcher = List.of(bash.toString(), "-c", "ulimit -S -f 6144; exec \"$@\"", "limited");
        try (ServiceProcess service = ServiceProcess.under(launcher)) {
            Rest rest = Rest.of(service.server(), "default");
            String epoch = StreamClient.epoch(rest.cursor());
            int taken = 0;
            HttpResponse<String> answer = submit(rest, taken);
            try (WebSocketClient live = WebSocketClient.open(service.server(), "default", "")) {
                while (answer.statusCode() == 201) {
                    answer = submit(rest, ++taken);
                }

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("store_unavailable");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                HttpResponse<String> ready = Rest.exchange(service.management(), "GET", "/q/health/ready", null);
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("\"reason\"", "the store's disk");
                assertThat(PolledLog.all(rest, epoch)).hasSize(taken);
                assertThat(StreamClient.seq(rest.cursor())).isEqualTo(taken);

                assertThat(RunningProgram.start(
                                        List.of(prlimit.toString(), "--pid", "" + service.pid(), "--fsize=unlimited"))
                                .exitCode(Patience.LIMIT))
                        .isZero();

                await().until(() -> Rest.exchange(service.server(), "GET", "/q/health/ready", null)
                                .statusCode()
                        == 200);
                String cursor = rest.register("agent1");
                live.awaitCursor(cursor);
                assertThat(cursor).isEqualTo(epoch + "-" + (taken + 1));
                List<JsonNode> seen = live.events();
                assertThat(StreamClient.cursorOf(seen.get(seen.size() - 1))).isEqualTo(cursor);
            }
            service.kill();
            service.start();
            assertThat(PolledLog.all(rest, epoch)).hasSize(taken + 1);
        }
    }

    /** A task of some size. */
    private static HttpResponse<String> submit(Rest rest, int number) {
        String body =
                "{\"id\":\"t" + number + "\",\"type\":\"work\",\"input\":{\"text\":\"" + "x".repeat(15_000) + "\"}}";
        return rest.send("POST", "/tasks", body);
    }
}
