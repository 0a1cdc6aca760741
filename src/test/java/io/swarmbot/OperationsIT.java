package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.JsonText;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.RedisProcess;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of operations.md that an operator types, as they stand there. Only the ports are others. */
@Tag("stress-only")
class OperationsIT {

    private static final Path PAGE = Path.of("src", "site", "markdown", "operations.md");
    private static final String INDENTED = "    ";

    @TempDir
    Path directory;

    private String page;

    @BeforeEach
    void beBesideTheBuiltService() throws IOException {
        for (String program : List.of("bash", "curl", "jq", "sqlite3", "redis-cli")) {
            Programs.require(List.of(program), program + ", which operations.md uses");
        }
        page = Files.readString(PAGE);
        Files.createSymbolicLink(directory.resolve("target"), Path.of("target").toAbsolutePath());
    }

    @Test
    void linesForTheEmbeddedStoreBackItUpExportLookAndRemove() throws IOException {
        try (ServiceProcess service = ServiceProcess.on(directory.resolve("data"))) {
            Rest rest = withTasks(service.server());

            output(line("java -jar target/quarkus-app/quarkus-run.jar backup"));
            output(onPort(line("curl -fsS --compressed -o default.ndjson"), service.server()));
            String failed = output(line("grep '^{\"task\"' default.ndjson"));
            JsonNode stored = JsonText.parse(output(line("sqlite3 data/swarmbot.db")));

            assertThat(Files.readAllLines(directory.resolve("default.ndjson")))
                    .last()
                    .asString()
                    .startsWith("{\"end\"");
            assertThat(failed.strip()).isEqualTo("t8\tno such page");
            assertThat(stored.path("description").asText()).isEqualTo("the seventh");
            removes(rest);
        }
        Path fresh = Files.createDirectory(directory.resolve("fresh"));
        Files.copy(directory.resolve("backup.db"), fresh.resolve("swarmbot.db"));
        try (ServiceProcess restored = ServiceProcess.on(fresh)) {
            Rest rest = Rest.of(restored.server(), "default");
            assertThat(Rest.json(rest.get("/tasks/t7")).path("status").asText()).isEqualTo("pending");
            assertThat(Rest.json(rest.get("/tasks/t8")).path("status").asText()).isEqualTo("failed");
        }
    }

    @Test
    void linesForRedisLookAndBeginWithNothing() throws IOException {
        try (RedisProcess redis = RedisProcess.with()) {
            List<String> settings = List.of("swarmbot.store.kind=redis", "quarkus.redis.hosts=" + redis.hosts());
            String cli = "redis-cli -p " + redis.port();
            try (ServiceProcess service = ServiceProcess.with(settings.toArray(String[]::new))) {
                withTasks(service.server());

                String stored = output(line("redis-cli HGET").replace("redis-cli", cli));

                assertThat(stored).contains("\"description\":\"the seventh\"");
            }
            assertThat(redis.call("KEYS", "swarmbot*").toString()).contains("entities");
            output(inline("redis-cli --scan").replace("redis-cli", cli));
            assertThat(redis.call("KEYS", "swarmbot*").toString()).isEqualTo("[]");
        }
    }

    private Rest withTasks(URI server) {
        Rest rest = Rest.of(server, "default");
        rest.register("agent1");
        submit(rest, "{\"id\":\"t8\",\"type\":\"fetch\",\"max_attempts\":1}");
        rest.claim("agent1", "0s");
        rest.start("t8", "agent1");
        assertThat(rest.send("POST", "/tasks/t8/fail", "{\"agent_id\":\"agent1\",\"error\":\"no such page\"}")
                        .statusCode())
                .isEqualTo(200);
        submit(
                rest,
                "{\"id\":\"t7\",\"type\":\"index\",\"description\":\"the seventh\","
                        + "\"requirements\":[\"nobody-has-this\"]}");
        return rest;
    }

    private static void submit(Rest rest, String task) {
        assertThat(rest.send("POST", "/tasks", task).statusCode()).isEqualTo(201);
    }

    private void removes(Rest rest) {
        output(onPort(line("curl -X POST localhost:8080"), rest.server()));
        output(onPort(line("curl -X DELETE localhost:8080"), rest.server()));

        assertThat(Rest.json(rest.get("/tasks/t7")).path("status").asText()).isEqualTo("canceled");
        assertThat(rest.get("/agents/agent1").statusCode()).isEqualTo(404);
    }

    /** The line of the page that begins so, with the lines that are indented more below it. */
    private String line(String begin) {
        int start = page.indexOf("\n" + INDENTED + begin);
        assertThat(start).as("the line '%s ...' in %s", begin, PAGE).isNotNegative();
        int end = page.indexOf('\n', start + 1);
        while (page.startsWith(INDENTED + "  ", end + 1)) {
            end = page.indexOf('\n', end + 1);
        }
        return page.substring(start + 1, end).strip();
    }

    /** The code in the text of the page that begins so; a table has its bars escaped. */
    private String inline(String begin) {
        int start = page.indexOf("`" + begin);
        assertThat(start).as("the code '%s ...' in %s", begin, PAGE).isNotNegative();
        return page.substring(start + 1, page.indexOf('`', start + 1)).replace("\\|", "|");
    }

    private static String onPort(String line, URI server) {
        assertThat(line).containsPattern("(127\\.0\\.0\\.1|localhost):8080");
        return line.replaceAll("(127\\.0\\.0\\.1|localhost):8080", server.getAuthority());
    }

    /** What the line wrote; fails if it failed. */
    private String output(String line) {
        List<String> command = List.of("bash", "-c", "set -o pipefail; cd " + directory + " && " + line);
        try (RunningProgram program = RunningProgram.start(command)) {
            assertThat(program.exitCode(Patience.LIMIT))
                    .as(line + program.output())
                    .isZero();
            return program.wholeOutput();
        }
    }
}
