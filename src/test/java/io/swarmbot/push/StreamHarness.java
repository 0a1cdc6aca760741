package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract's tests stand on: a swarm of their own, and the transport under test. */
public abstract class StreamHarness {

    protected static final String AGENT = "agent1";

    /** What {@code max_rate} may not be. */
    protected static final List<String> BAD_RATES = List.of(
            "",
            "0",
            "0.009",
            "-1",
            "+1",
            "1000.001",
            "1001",
            "99999",
            "1e2",
            "1.",
            ".5",
            "1.0000",
            "1,5",
            "0x1",
            "NaN",
            "fast");

    @TestHTTPResource("/")
    protected URI server;

    @Inject
    SwarmCoordinator coordinator;

    /** The swarm of this test. */
    protected Rest rest;

    private final List<StreamClient> clients = new ArrayList<>();

    /** Follows the swarm over the transport under test. */
    protected abstract StreamClient connect(String query);

    /** What is answered to a stream that cannot be opened. */
    protected abstract Response refusal(String swarm, String query);

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    @AfterEach
    void closeClients() {
        clients.forEach(StreamClient::close);
    }

    /** A stream that is closed when the test is over. */
    protected final StreamClient open(String query) {
        return closing(connect(query));
    }

    protected final <C extends StreamClient> C closing(C client) {
        clients.add(client);
        return client;
    }

    /** Changes the agent's status so many times, as fast as the service takes it; returns the last cursor. */
    protected final String change(int times) {
        CompletableFuture<Outcome.Committed> last = new CompletableFuture<>();
        for (int n = 0; n < times; n++) {
            Json details = new Json("{\"n\":" + n + "}");
            last = coordinator.submit(rest.swarm(), new UpdateAgentStatus(AGENT, AgentStatus.BUSY, details));
        }
        return last.join().cursor().toString();
    }

    protected static String plus(String cursor, long distance) {
        return StreamClient.epoch(cursor) + "-" + (StreamClient.seq(cursor) + distance);
    }

    /** Every event after {@code from} up to {@code to} was delivered once, in order, and nothing else was. */
    protected static void assertDelivered(StreamClient client, String from, String to) {
        client.awaitCursor(to);
        assertThat(client.events().stream().map(StreamClient::cursorOf))
                .containsExactlyElementsOf(LongStream.rangeClosed(StreamClient.seq(from) + 1, StreamClient.seq(to))
                        .mapToObj(seq -> StreamClient.epoch(to) + "-" + seq)
                        .toList());
    }

    protected static void assertConnected(StreamClient client, String cursor, boolean resumed) {
        JsonNode first = client.messages().get(0);
        assertThat(StreamClient.typeOf(first)).isEqualTo("connected");
        assertThat(StreamClient.cursorOf(first)).isEqualTo(cursor);
        assertThat(first.get("resumed").booleanValue()).isEqualTo(resumed);
    }

    protected static void assertProblem(Response response, int status, String code) {
        Problems.assertProblem(response, status, code);
    }
}
