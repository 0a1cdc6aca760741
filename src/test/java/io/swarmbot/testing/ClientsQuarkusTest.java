package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The clients that other tests use see the same events over each transport. */
@QuarkusTest
class ClientsQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @Test
    void clientsSeeTheSameEvents() {
        Rest rest = Rest.inNewSwarm(server);
        try (StreamClient live = WebSocketClient.open(server, rest.swarm(), "");
                StreamClient batch =
                        WebSocketClient.open(server, rest.swarm(), "snapshot=true", WebSocketClient.BATCH);
                StreamClient events = EventStreamClient.open(server, rest.swarm(), "snapshot=true");
                StreamClient poll = PollClient.open(server, rest.swarm(), "")) {
            rest.register("agent1");
            rest.submit("task1");
            rest.claim("agent1", "0s");
            rest.start("task1", "agent1");
            rest.progress("task1", "agent1", 50);
            String end = rest.complete("task1", "agent1", "{\"words\":7}");

            for (StreamClient each : List.of(live, batch, events, poll)) {
                each.awaitCursor(end);
                assertThat(each.lastCursor()).isEqualTo(end);
                assertThat(each.events()).isEqualTo(live.events()).hasSize(8);
            }
        }
    }

    @Test
    void clientThatStoppedReadingReadsOnWhereItWas() {
        Rest rest = Rest.inNewSwarm(server);
        rest.register("agent1");
        try (StreamClient live = WebSocketClient.open(server, rest.swarm(), "");
                StreamClient events = EventStreamClient.open(server, rest.swarm(), "");
                StreamClient poll = PollClient.open(server, rest.swarm(), "")) {
            for (StreamClient each : List.of(live, events, poll)) {
                each.stopReading();
            }
            String end = "";
            for (int n = 0; n < 20; n++) {
                end = rest.status("agent1", "busy", n);
            }
            for (StreamClient each : List.of(live, events, poll)) {
                each.readOn();
                each.awaitCursor(end);
                assertThat(each.events()).hasSize(20);
            }
        }
    }
}
