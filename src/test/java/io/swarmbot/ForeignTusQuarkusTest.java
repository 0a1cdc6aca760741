package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ApiDocuments;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.TusClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JavaScript client of tus uploads a file, is cut, and goes on. */
@QuarkusTest
class ForeignTusQuarkusTest {

    /** So many that it is not done before it is cut for the third time. */
    private static final int BYTES = 32 << 20;

    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)}");
    private static final Pattern SUCCESS = Pattern.compile("(\\{\"now\":\"success\".*)");

    @TestHTTPResource("/")
    URI server;

    private static RunningProgram upload(int port, TusClient files, String metadata) {
        List<String> command = new ArrayList<>(ForeignTools.command("tus.js"));
        command.addAll(List.of("http://127.0.0.1:" + port + files.path(), Integer.toString(BYTES), metadata));
        return RunningProgram.start(command);
    }

    /** How many bytes were taken. A piece that was cut counts as far as it came. */
    private static int offset(RunningProgram program) {
        return OFFSET.matcher(program.output())
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    @Test
    void uploadGoesOnAfterCuts() {
        Rest rest = Rest.inNewSwarm(server);
        rest.submit("t1");
        TusClient files = new TusClient(server, rest.swarm());
        String metadata = "{\"filename\":\"Zürich 🐝.bin\",\"filetype\":\"image/png\",\"task\":\"t1\",\"own\":\"1\"}";
        try (PortSwitch port = PortSwitch.to(server.getPort());
                RunningProgram program = upload(port.port(), files, metadata)) {
            for (int cut = 1; cut <= 3; cut++) {
                int part = cut << 20;
                Patience.await("a part of it to be taken").until(() -> offset(program) >= part);
                // Nobody listens at port 1, and what is open is closed.
                port.leadTo(1);
                int retries = cut;
                Patience.await().until(() -> program.output().split("\"now\":\"retry\"", -1).length > retries);
                port.leadTo(server.getPort());
            }

            JsonNode success = ApiDocuments.parse(
                    program.awaitLine(SUCCESS, Patience.LIMIT).group(1));

            JsonNode file = files.plain("GET", files.path() + "?task=t1").json().at("/files/0");
            assertThat(file.path("sha256")).isEqualTo(success.path("sha256"));
            assertThat(file.path("name").asText()).isEqualTo("Zürich 🐝.bin");
            assertThat(file.path("type").asText()).isEqualTo("image/png");
            assertThat(success.path("url").asText())
                    .endsWith("/" + file.path("id").asText());
            assertThat(program.output()).doesNotContain("\"now\":\"error\"");
        }
    }
}
