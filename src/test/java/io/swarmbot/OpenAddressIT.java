package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on an address that other machines may reach. */
class OpenAddressIT {

    private static final String EVERY_ADDRESS = "-Dquarkus.http.host=0.0.0.0";

    @TempDir
    private Path directory;

    /** The port is taken: the framework would say so if it got as far as to open it. */
    @Test
    void serviceEndsWithOneSentenceBeforeItOpensItsPortOrItsStore() throws IOException {
        Path data = directory.resolve("data");
        try (ServerSocket taken = new ServerSocket(0);
                RunningProgram service = RunningProgram.start(command(
                        EVERY_ADDRESS,
                        "-Dquarkus.http.port=" + taken.getLocalPort(),
                        "-Dswarmbot.store.embedded.directory=" + data))) {
            assertThat(service.exitCode(Patience.LIMIT)).as(service.output()).isEqualTo(1);
            assertThat(service.wholeOutput().lines().filter(line -> !line.isBlank()))
                    .singleElement(STRING)
                    .contains("quarkus.http.host is '0.0.0.0'", "swarmbot.security.allow-open=true", "no login");
            assertThat(Files.exists(data)).as("data").isFalse();
        }
    }

    /** Metrics and the details of the health checks are for everybody, too, if there is no login. */
    @Test
    void serviceDoesNotStartWithAManagementPortOnAnotherAddress() {
        try (RunningProgram service = RunningProgram.start(command("-Dquarkus.management.host=0.0.0.0"))) {
            assertThat(service.exitCode(Patience.LIMIT)).as(service.output()).isEqualTo(1);
            assertThat(service.wholeOutput().lines().filter(line -> !line.isBlank()))
                    .singleElement(STRING)
                    .contains("quarkus.management.host is '0.0.0.0'", "swarmbot.security.allow-open=true");
        }
    }

    /** As with a second replica on one machine. */
    @Test
    void serviceEndsWithOneSentenceIfItsManagementPortIsTaken() throws IOException {
        Path data = directory.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                RunningProgram service = RunningProgram.start(command(
                        "-Dquarkus.management.port=" + taken.getLocalPort(),
                        "-Dswarmbot.store.embedded.directory=" + data))) {
            assertThat(service.exitCode(Patience.LIMIT)).as(service.output()).isEqualTo(1);
            assertThat(service.wholeOutput().lines().filter(line -> !line.isBlank()))
                    .singleElement(STRING)
                    .contains("quarkus.management.port " + taken.getLocalPort() + " of 127.0.0.1");
            assertThat(Files.exists(data)).as("data").isFalse();
        }
    }

    @Test
    void serviceThatIsAllowedToStartWarnsOnceAndStillAsksForItsNames() {
        try (ServiceProcess service = ServiceProcess.with(
                "quarkus.http.host=0.0.0.0",
                "swarmbot.security.allow-open=true",
                "swarmbot.security.hosts=swarm.example, other.example")) {
            assertThat(service.output().lines().filter(line -> line.contains("WARN")))
                    .singleElement(STRING)
                    .contains("quarkus.http.host is '0.0.0.0'", "swarmbot.security.allow-open", "no login");
            for (String host : List.of("swarm.example:8080", "other.example", "127.0.0.1")) {
                assertThat(ask(service, host).status()).as(host).isEqualTo(200);
            }
            Problems.assertProblem(ask(service, "evil.example"), 403, "forbidden_host");
        }
    }

    private static RawConnection.Response ask(ServiceProcess service, String host) {
        try (RawConnection connection = RawConnection.to(service.server(), host)) {
            return connection.request("GET", "/api/v1/swarms/default").receive();
        }
    }

    /** The command of a service, with more settings, which win over its own. */
    private static List<String> command(String... settings) {
        try (ServiceProcess any = ServiceProcess.with()) {
            List<String> command = new ArrayList<>(any.command());
            int jar = command.indexOf("-jar");
            command.addAll(jar < 0 ? command.size() : jar, List.of(settings));
            return command;
        }
    }
}
