package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JavaScript client comes into Node as its documents say, and does there what they show. */
@QuarkusTest
class ClientPackageQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path directory;

    @BeforeEach
    void install() {
        Path npm = Programs.require(List.of("npm"), "npm, which installs the client");
        // It has no dependencies, so that no registry is asked.
        run(List.of(
                npm.toString(),
                "install",
                "--prefix",
                directory.toString(),
                "--no-audit",
                "--no-fund",
                "--no-update-notifier",
                "--registry=http://127.0.0.1:9",
                server.resolve("/swarmbot-client.tgz").toString()));
    }

    @Test
    void packageHoldsTheModulesThatBrowsersLoad() throws IOException {
        Path installed = directory.resolve("node_modules/swarmbot-client");
        Path served = Path.of("src/main/resources/META-INF/resources");
        List<Path> modules = new ArrayList<>(List.of(Path.of("swarmbot-client.js"), Path.of("swarmbot-client.d.ts")));
        try (var folder = Files.list(served.resolve("swarmbot-client"))) {
            folder.map(served::relativize).forEach(modules::add);
        }
        assertThat(modules).hasSizeGreaterThan(10);
        for (Path module : modules) {
            assertThat(installed.resolve(module)).hasSameBinaryContentAs(served.resolve(module));
        }
        assertThat(Files.readString(installed.resolve("package.json")))
                .contains("\"types\": \"./swarmbot-client.d.ts\"");
    }

    @Test
    void linesOfTheExamplesClaimAnswerAndRetryATask() throws IOException {
        Rest rest = Rest.inNewSwarm(server);
        String page = Files.readString(Path.of("src/examples/README.md"));
        int start = page.indexOf("    import { SwarmApi }");
        String program = Arrays.stream(
                        page.substring(start, page.indexOf("\n[", start)).split("\n"))
                .map(line -> line.replaceFirst("^ {4}", ""))
                .reduce("", (all, line) -> all + line + "\n");

        run(node(here(program, rest) + "console.log((await api.task(task.id)).status);\n"), "pending");

        assertThat(Rest.json(rest.get("/tasks/sum1")).path("status").asText()).isEqualTo("pending");
        assertThat(page).contains("npm install http://127.0.0.1:8080/swarmbot-client.tgz");
    }

    @Test
    void clientFollowsASwarmInNode() throws IOException {
        Rest rest = Rest.inNewSwarm(server);

        run(node(here("""
                        import { SwarmClient } from 'swarmbot-client';
                        const client = new SwarmClient({
                          baseUrl: 'http://127.0.0.1:8080',
                          swarm: 'default',
                          onEvent: (event) => {
                            console.log(event.type);
                            if (event.type === 'task_submitted') client.stop();
                          },
                          onStatus: (status) => {
                            if (status.state === 'live') client.submitTask({ type: 'x' });
                          },
                        });
                        client.start();
                        """, rest)), "task_submitted");
    }

    /** The lines for this service and this swarm. */
    private String here(String program, Rest rest) {
        return program.replace("http://127.0.0.1:8080", server.resolve("/").toString())
                .replace("'default'", "'" + rest.swarm() + "'");
    }

    private List<String> node(String program) throws IOException {
        Path file = Files.writeString(directory.resolve("program.mjs"), program);
        return List.of(
                Programs.require(List.of("node"), "Node, for the JavaScript client")
                        .toString(),
                file.toString());
    }

    private static void run(List<String> command, String... lines) {
        try (RunningProgram program = RunningProgram.start(command)) {
            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
            assertThat(program.wholeOutput().lines()).containsAll(List.of(lines));
        }
    }
}
