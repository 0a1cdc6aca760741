package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.DevMode;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The lines of the first pages that a reader types, as they stand there, in the state of dev mode: its agents are at
 * work. Only the port is another.
 */
@QuarkusTest
@TestProfile(DevMode.class)
class ReadmeQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Path directory;

    @BeforeEach
    void beInACopyOfTheRepositoryBesideAWorkingDemo() throws IOException {
        Programs.require(List.of("curl"), "curl, which the README uses");
        Programs.require(List.of("bash"), "a shell");
        directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "readme");
        copy(Path.of("src", "main", "java"), directory);
        copy(Path.of("src", "examples"), directory);
        await().until(() ->
                Rest.exchange(server, "GET", "/api/v1/swarms/demo", null).body().contains("demo-reader"));
    }

    @Test
    void curlLinesOfTheReadmeShowATaskFromItsSubmissionToItsEnd() throws IOException {
        List<String> paragraphs = blocks("README.md", "## See it").get(0);
        assertThat(paragraphs).hasSize(2);
        try (RunningProgram terminal = bash(paragraphs.get(0))) {
            terminal.awaitLine(Pattern.compile("event: connected"), Patience.LIMIT);
            for (String command : commands(paragraphs.get(1))) {
                String answer = output(command.replace("curl ", "curl -sS "));
                assertThat(answer).as(command).startsWith("{").doesNotContain("\"code\":");
            }

            terminal.awaitLine(Pattern.compile("\"status\":\"completed\""), Patience.LIMIT);
            terminal.awaitLine(Pattern.compile("\"step\":\"reading\""), Patience.LIMIT);
            terminal.awaitLine(Pattern.compile("\"task_id\":\"summary1\""), Patience.LIMIT);
        }
        JsonNode task = Rest.json(Rest.of(server, "default").get("/tasks/summary1"));
        assertThat(task.at("/result/words").asInt()).isEqualTo(1234);
        assertThat(task.path("assigned_agents").toString()).isEqualTo("[\"agent1\"]");
    }

    @Test
    void shellSessionOfTheReadmeEndsAsItSays() throws IOException {
        Objects.requireNonNull(ExampleAgents.IN_PYTHON.worker(), "skips without Python");
        String session = String.join("\n", blocks("README.md", "## See it").get(1));
        List<String> commands = typed(session);
        assertThat(commands).hasSize(4);
        String said = session.substring(session.lastIndexOf('\n') + 1);
        Path seen = directory.resolve("seen");

        try (RunningProgram follower = bash("exec " + withoutAmpersand(commands.get(0)))) {
            await().until(() -> Files.exists(seen) && Files.readString(seen).contains("connected"));
            try (RunningProgram agent = bash("exec "
                    + withoutAmpersand(commands.get(1)).replace("agent.py", "agent.py --url " + server.resolve("/")))) {
                output(commands.get(2));

                assertThat(agent.exitCode(Patience.LIMIT)).as(agent.output()).isZero();
            }
            await().until(() -> output(commands.get(3)).strip().equals(said));
        }
    }

    @Test
    void linesOfTheExamplesHaveTheFilesOfATreeHashed() throws IOException {
        List<String> worker = new ArrayList<>(ExampleAgents.IN_PYTHON.worker());
        worker.addAll(List.of("--url", server.resolve("/").toString(), "--max-tasks", "40"));
        List<String> paragraphs = blocks("src/examples/README.md", "# Agents of your own").stream()
                .filter(block -> block.get(0).startsWith("curl"))
                .findFirst()
                .orElseThrow();
        try (RunningProgram follower = bash("exec " + withoutAmpersand(paragraphs.get(0)))) {
            follower.awaitLine(Pattern.compile("event: connected"), Patience.LIMIT);
            output(paragraphs.get(1));
            try (RunningProgram agent = RunningProgram.start(worker)) {
                assertThat(agent.exitCode(Patience.LIMIT)).as(agent.output()).isZero();
            }

            follower.awaitLine(Pattern.compile("\"sha256\":"), Patience.LIMIT);
        }
    }

    private RunningProgram bash(String line) {
        return RunningProgram.start(List.of("bash", "-c", "cd " + directory + " && " + onThisPort(line)));
    }

    /** What the line wrote; fails if it failed. */
    private String output(String line) {
        try (RunningProgram program = bash("{ " + line + "\n} && echo")) {
            assertThat(program.exitCode(Patience.LIMIT))
                    .as(line + program.output())
                    .isZero();
            return program.wholeOutput();
        }
    }

    private String onThisPort(String line) {
        assertThat(line).doesNotContain("localhost");
        return line.replace("127.0.0.1:8080", server.getAuthority());
    }

    private static String withoutAmpersand(String line) {
        return line.replaceAll("\\s*&$", "");
    }

    /** The indented blocks below the heading, up to the next one; each as its paragraphs. */
    private static List<List<String>> blocks(String page, String heading) throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        boolean isThere = false;
        for (String line : (Files.readString(Path.of(page)) + "\n#").split("\n", -1)) {
            boolean isIndented = line.startsWith("    ");
            if (isThere && (isIndented || (line.isBlank() && !block.isEmpty()))) {
                block.append(isIndented ? line.substring(4) : "").append('\n');
                continue;
            }
            if (!block.isEmpty()) {
                blocks.add(Arrays.asList(block.toString().strip().split("\n\n+")));
                block.setLength(0);
            }
            if (line.startsWith("#")) {
                isThere = line.equals(heading);
            }
        }
        return blocks;
    }

    /** The commands of a paragraph; one goes on in the next line after a backslash. */
    private static List<String> commands(String paragraph) {
        return Arrays.asList(paragraph.split("(?<!\\\\)\n"));
    }

    /** What is typed behind the prompts of a session; what is indented below belongs to it. */
    private static List<String> typed(String session) {
        List<String> commands = new ArrayList<>();
        for (String line : session.split("\n")) {
            if (line.startsWith("$ ")) {
                commands.add(line.substring(2));
            } else if (line.startsWith(" ")) {
                commands.set(commands.size() - 1, commands.get(commands.size() - 1) + "\n" + line);
            }
        }
        return commands;
    }

    private static void copy(Path tree, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            files.forEach(file -> {
                try {
                    Path copy = to.resolve(file.toString());
                    Files.createDirectories(copy.getParent());
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
