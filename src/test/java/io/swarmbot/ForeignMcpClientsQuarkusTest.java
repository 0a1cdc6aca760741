package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Official clients of the Model Context Protocol work by the door, and the official suite finds no fault with it. */
@QuarkusTest
class ForeignMcpClientsQuarkusTest {

    private static final int LIVES = 5;

    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @CsvSource(
            value = {"sdk 1;", "client 2;2025-11-25", "client 2, auto;2026-07-28"},
            delimiter = ';')
    void clientLivesAsAnAgent(String client, String revision) {
        Rest rest = Rest.inNewSwarm(server);
        for (int n = 0; n < LIVES; n++) {
            rest.submit("t" + n);
        }

        JsonNode said = ForeignTools.liveByMcp(Map.of(
                "servers",
                List.of(server.toString()),
                "swarm",
                rest.swarm(),
                "client",
                client,
                "lives",
                LIVES,
                "abreast",
                2));

        assertThat(said.path("failures")).as(said.toString()).isEmpty();
        assertThat(said.path("lived").asInt()).isEqualTo(LIVES);
        assertThat(said.path("repeated").asInt()).isZero();
        assertThat(said.path("tools")).hasSize(11);
        if (revision != null) {
            assertThat(said.path("revision").asText()).isEqualTo(revision);
        }
        assertThat(Rest.json(rest.get("/metrics"))
                        .at("/metrics/totals/tasks/completed")
                        .asInt())
                .isEqualTo(LIVES);
    }

    @Test
    void suiteFindsNoOtherFaultThanThoseThatAreExpected() {
        String said = ForeignTools.conformToMcp(server.resolve("/mcp"));

        assertThat(said).contains("server-initialize", "ping", "tools-list", "dns-rebinding-protection");
    }
}
