package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example agents do real work for the packaged service, and a stream shows it. */
@Tag("stress-only")
class ExampleAgentsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static ServiceProcess service;

    @BeforeAll
    static void start() {
        service = ServiceProcess.with();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void pythonAgentCountsTheWordsOfFiftyFiles() throws IOException {
        countsTheWords(50, ExampleAgents.IN_PYTHON.worker());
    }

    @Test
    void javaAgentCountsTheWordsOfFiveFiles() throws IOException {
        countsTheWords(5, ExampleAgents.IN_JAVA.worker());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "memory"})
    void agentsSurviveARestartOfTheServiceWithAndWithoutItsData(String store) throws IOException {
        List<List<String>> agents = List.of(ExampleAgents.IN_PYTHON.worker(), ExampleAgents.IN_JAVA.worker());
        List<Path> files = files(20);
        try (ServiceProcess restarted = ServiceProcess.with("swarmbot.store.kind=" + store)) {
            Rest rest = Rest.of(restarted.server(), "default");
            List<RunningProgram> programs = new ArrayList<>();
            for (List<String> agent : agents) {
                List<String> command = new ArrayList<>(agent);
                command.addAll(List.of("--url", restarted.server().toString()));
                programs.add(RunningProgram.start(command));
            }
            awaitWorkers(rest, agents.size());
            completes(rest, "before", files);

            restarted.kill();
            restarted.start();

            awaitWorkers(rest, agents.size());
            completes(rest, "after", files);
            for (RunningProgram program : programs) {
                program.terminate();
                assertThat(program.exitCode(Patience.LIMIT))
                        .as(program.output())
                        .isZero();
                program.close();
            }
            assertThat(rest.snapshot().path("agents")).isEmpty();
        }
    }

    private static void awaitWorkers(Rest rest, int count) {
        await().until(() -> rest.snapshot().path("agents").size() == count);
    }

    private static void completes(Rest rest, String prefix, List<Path> files) {
        int before = completed(rest);
        for (int n = 0; n < files.size(); n++) {
            submit(rest, prefix + n, files.get(n));
        }
        await().until(() -> completed(rest) == before + files.size());
    }

    private static int completed(Rest rest) {
        return rest.snapshot().at("/totals/tasks/completed").asInt();
    }

    private static void countsTheWords(int tasks, List<String> agent) throws IOException {
        Rest rest = Rest.inNewSwarm(service.server());
        List<Path> files = files(tasks);
        try (EventStreamClient follower = EventStreamClient.open(service.server(), rest.swarm(), "");
                RunningProgram program = RunningProgram.start(command(agent, rest.swarm(), tasks))) {
            for (int n = 0; n < tasks; n++) {
                submit(rest, "task" + n, files.get(n));
            }

            assertThat(program.exitCode(Patience.LIMIT)).as(program.output()).isZero();
            follower.await("agent_removed");
            List<JsonNode> completed = follower.messages("task_status_changed").stream()
                    .filter(event -> event.path("status").asText().equals("completed"))
                    .toList();
            assertThat(completed).hasSize(tasks);
            for (JsonNode event : completed) {
                String id = event.path("task_id").asText();
                Path file = files.get(Integer.parseInt(id.substring("task".length())));
                assertThat(event.path("result")).isEqualTo(JSON.readTree(expected(file)));
            }
            assertThat(follower.messages("task_progress")).hasSize(tasks);
            assertThat(rest.snapshot().at("/totals/tasks/completed").asInt()).isEqualTo(tasks);
            assertThat(StreamClient.seq(follower.lastCursor()))
                    .as("the follower saw every event")
                    .isEqualTo(follower.events().size());
        }
    }

    private static List<String> command(List<String> agent, String swarm, int tasks) {
        List<String> command = new ArrayList<>(agent);
        command.addAll(List.of("--url", service.server().toString(), "--swarm", swarm, "--max-tasks", "" + tasks));
        return command;
    }

    private static void submit(Rest rest, String id, Path file) {
        String task = JSON.createObjectNode()
                .put("id", id)
                .put("type", "count_words")
                .set(
                        "input",
                        JSON.createObjectNode()
                                .set("files", JSON.createArrayNode().add(file.toString())))
                .toString();
        assertThat(rest.send("POST", "/tasks", task).statusCode()).isEqualTo(201);
    }

    private static List<Path> files(int count) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(Files::isRegularFile).sorted().limit(count).toList();
        }
    }

    private static String expected(Path file) throws IOException {
        long words = new StringTokenizer(Files.readString(file, ISO_8859_1), " \t\n\u000B\f\r").countTokens();
        return "{\"words\":" + words + ",\"files\":{\"" + file + "\":" + words + "}}";
    }
}
