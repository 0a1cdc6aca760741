package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises of the modules on which the example agents are built, in both languages. */
@Tag("stress-only")
class AgentModulesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final int FILES = 40;

    private static ServiceProcess service;

    private final Rest rest = Rest.inNewSwarm(service.server());

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        service = ServiceProcess.with(
                "swarmbot.store.kind=memory",
                "swarmbot.tasks.lease=" + LEASE,
                "swarmbot.agents.log-burst=10000",
                "swarmbot.agents.log-lines-per-second=10000");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** The slow file is a pipe without a writer, so that the agent is killed in the middle of its work. */
    @ParameterizedTest
    @EnumSource
    void taskOfAKilledAgentIsDoneOnceByTheOtherAgent(ExampleAgents agents) throws Exception {
        Path slow = pipe();
        Map<String, Path> files = sources();
        try (EventStreamClient follower = follow();
                RunningProgram one = agent(agents.worker(), "one");
                RunningProgram other = agent(agents.worker(), "other")) {
            follower.await("both agents", registered("one"));
            follower.await("both agents", registered("other"));
            files.forEach((id, file) -> {
                if (id.equals("file" + FILES / 2)) {
                    submit("slow", "hash_file", JSON.createObjectNode().put("path", slow.toString()));
                }
                submit(id, "hash_file", JSON.createObjectNode().put("path", file.toString()));
            });
            String holder = follower.await("the slow file is read", status("slow", "running", 1))
                    .path("agent_id")
                    .asText();

            (holder.equals("one") ? one : other).kill();

            JsonNode again = follower.await("it is read again", status("slow", "running", 2));
            assertThat(again.path("agent_id").asText()).isNotEqualTo(holder);
            Path content = Path.of("pom.xml");
            try (RunningProgram writer = RunningProgram.start(List.of("cp", content.toString(), slow.toString()))) {
                assertThat(writer.exitCode(Patience.LIMIT)).as(writer.output()).isZero();
            }
            await().until(() -> rest.snapshot().at("/totals/tasks/completed").asInt() == FILES + 1);
            follower.awaitCursor(rest.cursor());

            List<JsonNode> completed = follower.messages("task_status_changed").stream()
                    .filter(event -> event.path("status").asText().equals("completed"))
                    .toList();
            files.put("slow", content);
            assertThat(completed)
                    .extracting(event -> event.path("task_id").asText())
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
            for (JsonNode event : completed) {
                Path file = files.get(event.path("task_id").asText());
                assertThat(event.path("result")).isEqualTo(hashed(file));
            }
            assertThat(completed)
                    .filteredOn(event -> event.path("task_id").asText().equals("slow"))
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event.path("attempt").asInt()).isEqualTo(2))
                    .satisfies(
                            event -> assertThat(event.path("agent_id").asText()).isNotEqualTo(holder));
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellationReachesTheHandlerAndTheAgentGoesOn(ExampleAgents agents) {
        try (EventStreamClient follower = follow();
                RunningProgram agent = agent(agents.patient(), "patient")) {
            submit("long", "wait", JSON.createObjectNode());
            follower.await("what it says when it is at work", type("log"));

            rest.cancel("long");

            agent.awaitLine(Pattern.compile("canceled long"), Patience.LIMIT);
            submit("next", "talk", JSON.createObjectNode().put("lines", 1));
            follower.await("the next one done", status("next", "completed", 1));
            assertThat(rest.get("/tasks/long").body()).contains("\"status\":\"canceled\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void questionIsAnsweredAndTheTaskGoesOn(ExampleAgents agents) {
        try (EventStreamClient follower = follow();
                RunningProgram agent = agent(agents.patient(), "patient")) {
            submit(
                    "asking",
                    "ask",
                    JSON.createObjectNode()
                            .set("question", JSON.createObjectNode().put("which", "one")));
            JsonNode asked = follower.await("the question", status("asking", "input_required", 1));
            assertThat(asked.at("/question/which").asText()).isEqualTo("one");

            send("POST", "/tasks/asking/provide-input", "{\"answer\":[\"this\",1]}");

            JsonNode done = follower.await("its end" + agent.output(), status("asking", "completed", 1));
            assertThat(done.path("result")).hasToString("{\"answer\":[\"this\",1]}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void logLinesArriveInOrderAndDroppedOnesAreCounted(ExampleAgents agents) {
        int lines = 5_000;
        try (EventStreamClient follower = follow();
                RunningProgram agent = agent(agents.patient(), "patient")) {
            submit("talking", "talk", JSON.createObjectNode().put("lines", lines));
            follower.await(
                    "the last line" + agent.output(),
                    event -> event.toString().contains("\"line " + (lines - 1) + "\""));

            List<Integer> arrived = new ArrayList<>();
            int dropped = 0;
            for (JsonNode event : follower.messages("log")) {
                assertThat(event.path("task_id").asText()).isEqualTo("talking");
                assertThat(event.path("dropped").asInt())
                        .as("those that the service dropped")
                        .isZero();
                for (JsonNode line : event.path("lines")) {
                    String message = line.path("message").asText();
                    Matcher loss = Pattern.compile("(\\d+) lines dropped").matcher(message);
                    if (loss.matches()) {
                        dropped += Integer.parseInt(loss.group(1));
                    } else {
                        assertThat(line.path("level").asText()).isEqualTo("debug");
                        arrived.add(Integer.parseInt(message.substring("line ".length())));
                    }
                }
            }
            assertThat(arrived).isSorted().doesNotHaveDuplicates();
            assertThat(arrived.size() + dropped).isEqualTo(lines);
            assertThat(dropped).as("more than it holds, at once").isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pausedAgentClaimsNothingUntilItIsResumed(ExampleAgents agents) {
        try (EventStreamClient follower = follow();
                RunningProgram agent = agent(agents.patient(), "patient")) {
            follower.await("the agent", registered("patient"));
            send("POST", "/agents/patient/pause", "{}");
            submit("later", "talk", JSON.createObjectNode().put("lines", 1));

            String resumed = send("POST", "/agents/patient/resume", "{}");

            JsonNode begun = follower.await("its begin" + agent.output(), status("later", "assigned", 1));
            assertThat(StreamClient.seq(begun.path("cursor").asText())).isGreaterThan(StreamClient.seq(resumed));
            follower.await("its end", status("later", "completed", 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAgentGivesBackTasksThatItCannotFinishInTime(ExampleAgents agents) {
        try (EventStreamClient follower = follow();
                RunningProgram agent = agent(agents.patient(), "patient", "--grace", "0.2")) {
            submit("long", "wait", JSON.createObjectNode());
            follower.await("what it says when it is at work", type("log"));

            agent.terminate();

            assertThat(agent.exitCode(Patience.LIMIT)).as(agent.output()).isZero();
            JsonNode left = rest.snapshot();
            assertThat(left.path("agents")).isEmpty();
            assertThat(left.at("/tasks/0/status").asText()).isEqualTo("pending");
            assertThat(left.at("/tasks/0/error/message").asText()).isEqualTo("the agent was stopped");
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandWithALostAnswerIsRepeatedAndDoneOnce(ExampleAgents agents) {
        try (EventStreamClient follower = follow();
                PortSwitch lossy = PortSwitch.losing(2, service.server().getPort());
                RunningProgram agent = agent(
                        agents.patient(), "patient", "--heartbeat", "5", "--url", "http://127.0.0.1:" + lossy.port())) {
            submit("talking", "talk", JSON.createObjectNode().put("lines", 2));
            follower.await("its log" + agent.output(), type("log"));
            follower.await("its end" + agent.output(), status("talking", "completed", 1));
            agent.terminate();
            assertThat(agent.exitCode(Patience.LIMIT)).as(agent.output()).isZero();
            follower.awaitCursor(rest.cursor());

            assertThat(agent.output()).contains("service unavailable");
            assertThat(follower.messages("log"))
                    .flatExtracting(event -> event.path("lines").findValuesAsText("message"))
                    .containsExactly("line 0", "line 1");
            assertThat(follower.messages("task_status_changed"))
                    .extracting(event -> event.path("status").asText())
                    .containsExactly("assigned", "running", "completed");
        }
    }

    @Test
    void taskThatRunsLongerThanItsLeaseStaysWithItsAgent() {
        try (EventStreamClient follower = follow();
                RunningProgram python = agent(ExampleAgents.IN_PYTHON.patient(), "python");
                RunningProgram java = agent(ExampleAgents.IN_JAVA.patient(), "java")) {
            submit("one", "wait", JSON.createObjectNode());
            submit("other", "wait", JSON.createObjectNode());
            follower.await("one at work" + python.output(), status("one", "running", 1));
            follower.await("the other at work" + java.output(), status("other", "running", 1));

            await().during(LEASE.plusMillis(1_500))
                    .until(() -> rest.snapshot().at("/totals/tasks/running").asInt() == 2);

            assertThat(rest.snapshot().path("tasks"))
                    .allSatisfy(task -> assertThat(task.path("attempt").asInt()).isOne());
        }
    }

    private EventStreamClient follow() {
        return EventStreamClient.open(service.server(), rest.swarm(), "");
    }

    private RunningProgram agent(List<String> program, String id, String... more) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--url", service.server().toString(), "--swarm", rest.swarm()));
        command.addAll(List.of("--id", id, "--heartbeat", "0.2"));
        command.addAll(List.of(more));
        return RunningProgram.start(command);
    }

    private void submit(String id, String type, ObjectNode input) {
        send(
                "POST",
                "/tasks",
                input.objectNode()
                        .put("id", id)
                        .put("type", type)
                        .<ObjectNode>set("input", input)
                        .toString());
    }

    /** Returns the cursor at which the command was committed. */
    private String send(String method, String path, String body) {
        HttpResponse<String> answer = rest.send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.headers().firstValue("SwarmBot-Cursor").orElseThrow();
    }

    private static Predicate<JsonNode> registered(String agent) {
        return event -> event.path("type").asText().equals("agent_registered")
                && event.path("agent_id").asText().equals(agent);
    }

    private static Predicate<JsonNode> status(String task, String status, int attempt) {
        return event -> event.path("type").asText().equals("task_status_changed")
                && event.path("task_id").asText().equals(task)
                && event.path("status").asText().equals(status)
                && event.path("attempt").asInt() == attempt;
    }

    private static Predicate<JsonNode> type(String type) {
        return event -> event.path("type").asText().equals(type);
    }

    /** A file whose reader waits until somebody writes it. */
    private Path pipe() {
        Path pipe = directory.resolve("pipe");
        Path mkfifo = Programs.require(List.of("mkfifo"), "mkfifo, for a file that is slow to read");
        try (RunningProgram making = RunningProgram.start(List.of(mkfifo.toString(), pipe.toString()))) {
            assertThat(making.exitCode(Patience.LIMIT)).as(making.output()).isZero();
        }
        return pipe;
    }

    private static Map<String, Path> sources() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src", "main", "java"))) {
            List<Path> files =
                    tree.filter(Files::isRegularFile).sorted().limit(FILES).toList();
            Map<String, Path> byId = new TreeMap<>();
            for (int n = 0; n < files.size(); n++) {
                byId.put("file" + n, files.get(n));
            }
            return byId;
        }
    }

    private static JsonNode hashed(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] content = Files.readAllBytes(file);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return JSON.readTree("{\"sha256\":\"" + hash + "\",\"bytes\":" + content.length + "}");
    }
}
