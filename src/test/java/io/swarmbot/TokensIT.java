package io.swarmbot;

import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.WithTokens;
import io.swarmbot.testing.WithTokens.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged service with tokens, and real agents that have one. */
class TokensIT {

    private static final String TOKENS = "swarmbot.security.mode=tokens";

    private final Entry agent = entry("worker", "[{'swarm':'jobs','role':'agent','agents':['w-*']}]");
    private final Entry admin = entry("root", "[{'swarm':'*','role':'admin'}]");

    @TempDir
    private Path directory;

    private static Entry entry(String name, String grants) {
        return WithTokens.entry(name, grants.replace('\'', '"'), null);
    }

    private String tokensFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("tokens.json"),
                Stream.of(agent, admin).map(Entry::json).collect(Collectors.joining(",", "[", "]")));
        return "swarmbot.security.tokens-file=" + file;
    }

    @ParameterizedTest
    @EnumSource(ExampleAgents.class)
    void exampleAgentWorksWithATokenAndItsSecretIsNowhere(ExampleAgents language) throws IOException {
        String[] root = header(admin.text().reveal());
        Path text = Files.writeString(directory.resolve("text.txt"), "one two three");
        Path token = Files.writeString(directory.resolve("token"), agent.text().reveal() + "\n");
        try (ServiceProcess service = ServiceProcess.with(TOKENS, tokensFile())) {
            Problems.assertProblem(
                    RawConnection.ask(service.server(), "PUT", "/api/v1/swarms/jobs"), 401, "unauthenticated");
            assertThat(RawConnection.ask(service.server(), "PUT", "/api/v1/swarms/jobs", root)
                            .status())
                    .isEqualTo(201);
            List<String> command = new ArrayList<>(language.worker());
            command.addAll(List.of("--url", service.server().toString(), "--swarm", "jobs", "--id", "w-1"));
            command.addAll(List.of("--max-tasks", "1", "--token-file", token.toString()));
            try (EventStreamClient follower = EventStreamClient.open(service.server(), "jobs", "", root);
                    RunningProgram program = RunningProgram.start(command)) {
                submit(service, text, root);

                assertThat(program.exitCode(Patience.LIMIT))
                        .as(program.output())
                        .isZero();
                follower.await("agent_removed");
                assertThat(follower.messages("task_status_changed"))
                        .extracting(event -> event.path("status").asText())
                        .contains("completed");
                assertThat(program.wholeOutput()).doesNotContain(secret(agent));
            }
            assertThat(service.output()).doesNotContain(secret(agent)).doesNotContain(secret(admin));
        }
    }

    private static String secret(Entry entry) {
        return entry.text().reveal().substring("sbt_".length() + 9);
    }

    private static void submit(ServiceProcess service, Path text, String[] root) {
        String body = "{\"id\":\"t1\",\"type\":\"count_words\",\"input\":{\"files\":[\"" + text + "\"]}}";
        try (RawConnection connection = RawConnection.to(service.server())) {
            List<String> headers = new ArrayList<>(List.of(root));
            headers.addAll(
                    List.of("Content-Type", "application/json", "Content-Length", Integer.toString(body.length())));
            RawConnection.Response answer = connection
                    .request("POST", "/api/v1/swarms/jobs/tasks", headers.toArray(String[]::new))
                    .send(body)
                    .receive();
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        }
    }
}
