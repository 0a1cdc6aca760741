package io.swarmbot.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.EnginePolling;
import io.swarmbot.testing.EngineSocket;
import io.swarmbot.testing.Frame;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ShortPatience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol Socket.IO 5, with the cases of its public test suite, and the commands over it. */
@QuarkusTest
@TestProfile(ShortPatience.class)
class SocketIoQuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private final List<EngineSocket> open = new ArrayList<>();

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    @AfterEach
    void close() {
        open.forEach(EngineSocket::close);
    }

    private EngineSocket socket() {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY);
        open.add(socket);
        socket.await("0{");
        return socket;
    }

    private EngineSocket connected() {
        EngineSocket socket = connected("");
        socket.await("42[\"cursor\"");
        return socket;
    }

    /** @param auth members behind the swarm */
    private EngineSocket connected(String auth) {
        EngineSocket socket = socket();
        socket.send("40{\"swarm\":\"" + rest.swarm() + "\"" + auth + "}");
        return socket;
    }

    private static JsonNode json(String packet) {
        try {
            return JSON.readTree(packet.replaceFirst("^\\d+(/\\w+,)?\\d*(?=[\\[{])", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(packet, e);
        }
    }

    // Connect

    @Test
    void namespaceIsConnectedAndEventsFollow() {
        rest.register("agent1");
        EngineSocket socket = connected("");

        JsonNode answer = json(socket.await("40"));
        assertThat(answer.fieldNames()).toIterable().containsExactlyInAnyOrder("sid", "pid");
        JsonNode connected = json(socket.receive());
        assertThat(connected.path(0).asText()).isEqualTo("connected");
        assertThat(connected.path(1).path("data").asText()).isEqualTo("Connected to SwarmBot");
        assertThat(connected).hasSize(2);
        String start = rest.cursor();
        assertThat(socket.receive()).isEqualTo("42[\"cursor\",\"" + start + "\"]");

        String cursor = rest.status("agent1", "busy");

        JsonNode changed = json(socket.await("42[\"agent_status_changed\""));
        assertThat(changed.path(1).path("agent_id").asText()).isEqualTo("agent1");
        assertThat(changed.path(1).path("status").asText()).isEqualTo("busy");
        assertThat(changed).hasSize(2);
        assertThat(socket.receive()).isEqualTo("42[\"cursor\",\"" + cursor + "\"]");
    }

    @Test
    void swarmOfTheQueryIsFollowedIfAuthNamesNone() {
        EngineSocket socket = EngineSocket.open(server, EngineSocket.QUERY + "&swarm=" + rest.swarm());
        open.add(socket);
        socket.send("40");

        assertThat(json(socket.await("42")).path(1).path("swarm").asText()).isEqualTo(rest.swarm());
    }

    @Test
    void defaultSwarmIsFollowedIfNothingNamesOne() {
        EngineSocket socket = socket().send("40");

        assertThat(json(socket.await("42")).path(1).path("swarm").asText()).isEqualTo("default");
    }

    @Test
    void unknownNamespaceIsRefusedAndTheConnectionStays() {
        EngineSocket socket = connected();

        socket.send("40/random");
        JsonNode error = json(socket.await("44/random,"));

        assertThat(error.path("message").asText()).startsWith("Invalid namespace");
        assertThat(error.path("data").path("code").asText()).isEqualTo("unknown_path");
        rest.register("agent1");
        socket.await("42[\"agent_registered\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"swarm\":\"no-such-swarm\"} | unknown_swarm",
                "{\"swarm\":\"-\"} | bad_identifier",
                "{\"swarm\":7} | bad_field",
                "{\"swarm\":\"default\",\"x\":1} | unknown_field",
                "{\"max_rate\":0} | bad_parameter",
                "{\"snapshot\":1} | bad_parameter",
                "{\"after\":\"x\"} | bad_cursor",
                "{\"swarm\" | bad_json",
            })
    void clientThatCannotBeLetInHearsWhyAndMayTryAgain(String auth, String code) {
        EngineSocket socket = socket();

        socket.send("40" + auth);

        JsonNode error = json(socket.await("44"));
        assertThat(error.path("data").path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
        socket.send("40");
        assertThat(socket.await("40")).contains("\"sid\"");
    }

    @Test
    void secondConnectIsRefusedAndTheStreamStays() {
        EngineSocket socket = connected();

        socket.send("40{}");

        assertThat(json(socket.await("44")).path("data").path("code").asText()).isEqualTo("bad_request");
        rest.register("agent1");
        socket.await("42[\"agent_registered\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42[\"heartbeat\",{}]", "44{}", "430[1]"})
    void connectionThatBeginsOtherwiseIsEnded(String packet) {
        assertThat(socket().send(packet).closeCode()).isEqualTo(1002);
    }

    @Test
    void connectionWithoutConnectIsEnded() {
        EngineSocket socket = socket();
        String packet = socket.receive();
        while (packet != null) {
            socket.send("3");
            packet = socket.receive();
        }
        assertThat(packet).isNull();
    }

    /** Each of these packets comes long before the time to connect is over. */
    @Test
    void leavingBeforeConnectingGivesNoFurtherTime() {
        EngineSocket socket = socket();
        int pings = 0;
        for (String packet = socket.receive(); packet != null && pings < 40; packet = socket.receive()) {
            pings++;
            socket.send("3").send("41");
        }
        assertThat(pings).isLessThan(40);
    }

    // Disconnect

    @Test
    void clientLeavesTheNamespaceAndTheConnectionIsStillThere() {
        EngineSocket socket = connected();

        socket.send("41");

        rest.register("agent1");
        assertThat(socket.receiveUntil("2")).noneMatch(packet -> packet.startsWith("42[\"agent"));
        socket.send("3");
        assertThat(socket.await("2")).isEqualTo("2");
    }

    // Packets that cannot be read

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42{}", "42[]", "42[7]", "42abc[\"heartbeat\",{}]", "42[\"heartbeat\"", "45", "49"})
    void packetThatCannotBeReadEndsTheConnection(String packet) {
        EngineSocket socket = connected().send(packet);

        assertThat(socket.closeCode()).isEqualTo(1002);
    }

    @Test
    void acknowledgementsThatNobodyWantsAreIgnored() {
        EngineSocket socket = connected().send("430[1]").send("461-0[{\"_placeholder\":true,\"num\":0}]");
        socket.send(new Frame(Frame.BINARY, new byte[] {1}));

        rest.register("agent1");
        assertThat(socket.receiveUntil("42[\"agent_registered\"")).noneMatch(packet -> packet.contains("error"));
    }

    // Binary

    @Test
    void binaryEventIsRefusedWithItsAttachmentsAndTheConnectionStays() {
        EngineSocket socket = connected();

        socket.send("452-7[\"heartbeat\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        socket.send(new Frame(Frame.BINARY, new byte[] {1})).send(new Frame(Frame.BINARY, new byte[] {2}));

        assertThat(json(socket.await("437[")).path(0).path("code").asText()).isEqualTo("not_text");
        rest.register("agent1");
        assertThat(socket.receiveUntil("42[\"agent_registered\"")).noneMatch(packet -> packet.contains("error"));
    }

    @Test
    void binaryMessageOfNoEventIsRefusedAndTheConnectionStays() {
        EngineSocket socket = connected().send(new Frame(Frame.BINARY, new byte[] {1}));

        assertThat(json(socket.await("42[\"error\"")).path(1).path("code").asText())
                .isEqualTo("not_text");
        rest.register("agent1");
        socket.await("42[\"agent_registered\"");
    }

    @Test
    void messageOverTheLimitEndsTheConnection() {
        EngineSocket socket = connected().send("42[\"heartbeat\",{\"agent_id\":\"" + "x".repeat(70_000) + "\"}]");

        assertThat(socket.closeCode()).isEqualTo(1009);
    }

    // Commands

    @Test
    void commandIsAcknowledgedAsOverWebSocket() {
        EngineSocket socket = connected();

        socket.send("420[\"register_agent\",{\"agent_id\":\"agent1\"}]");

        JsonNode answer = json(socket.await("430["));
        assertThat(answer).hasSize(1);
        assertThat(answer.path(0).path("type").asText()).isEqualTo("ack");
        assertThat(answer.path(0).path("status").asInt()).isEqualTo(201);
        assertThat(answer.path(0).path("cursor").asText()).isEqualTo(rest.cursor());
        assertThat(answer.path(0).path("result").path("id").asText()).isEqualTo("agent1");
    }

    @Test
    void commandWithoutAcknowledgementIsAnsweredWithAnEvent() {
        EngineSocket socket = connected().send("42[\"register_agent\",{\"id\":\"c1\",\"agent_id\":\"agent1\"}]");

        JsonNode answer = json(socket.await("42[\"ack\"")).path(1);
        assertThat(answer.path("id").asText()).isEqualTo("c1");
        assertThat(answer.path("status").asInt()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"message\",{}] | unknown_command",
                "[\"connect\",{}] | unknown_command",
                "[\"heartbeat\"] | bad_json",
                "[\"heartbeat\",{\"agent_id\":\"a\"},1] | bad_json",
                "[\"heartbeat\",7] | bad_json",
                "[\"heartbeat\",{\"agent_id\":\"a\",\"type\":\"x\"}] | unknown_field",
                "[\"heartbeat\",{\"agent_id\":\"nobody\"}] | unknown_agent",
            })
    void eventThatIsNoCommandChangesNothing(String event, String code) {
        EngineSocket socket = connected();
        String before = rest.cursor();

        socket.send("421" + event).send("42" + event);

        JsonNode acknowledged = json(socket.await("431[")).path(0);
        assertThat(acknowledged.path("type").asText()).isEqualTo("error");
        assertThat(acknowledged.path("code").asText()).isEqualTo(code);
        assertThat(json(socket.await("42[\"error\"")).path(1).path("code").asText())
                .isEqualTo(code);
        assertThat(rest.cursor()).isEqualTo(before);
    }

    @Test
    void commandOverPollingIsAcknowledged() {
        EnginePolling session = EnginePolling.open(server, "swarm=" + rest.swarm());
        session.post("40");
        session.packetsUntil("42[\"cursor\"");

        session.post("420[\"register_agent\",{\"agent_id\":\"agent1\"}]");

        assertThat(session.packetsUntil("430["))
                .anySatisfy(packet -> assertThat(packet).startsWith("430[{\"type\":\"ack\""));
        session.post("1");
    }

    @Test
    void textOutsideOfAsciiComesThroughOnBothWays() {
        String name = "K\u00fcnstlerin \u65e5\u672c \ud83d\ude80";
        EnginePolling session = EnginePolling.open(server, "swarm=" + rest.swarm());
        session.post("40");
        session.packetsUntil("42[\"cursor\"");
        EngineSocket socket = connected();

        socket.send("42[\"register_agent\",{\"agent_id\":\"a1\",\"name\":\"" + name + "\"}]");

        String event = socket.await("42[\"agent_registered\"");
        assertThat(json(event).path(1).path("agent").path("name").asText()).isEqualTo(name);
        assertThat(session.packetsUntil("42[\"agent_registered\"")).contains(event);
        session.post("1");
    }

    // Recovery

    @Test
    void clientThatComesBackKeepsItsPidAndGetsWhatItMissed() {
        rest.register("agent1");
        EngineSocket first = connected("");
        String pid = json(first.await("40")).path("pid").asText();
        String offset = json(first.await("42[\"cursor\"")).path(1).asText();
        first.reset();
        rest.status("agent1", "busy", 1);
        String end = rest.status("agent1", "busy", 2);

        EngineSocket again = connected(",\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"");

        assertThat(json(again.await("40")).path("pid").asText()).isEqualTo(pid);
        assertThat(json(again.await("42")).path(1).path("resumed").asBoolean()).isTrue();
        List<String> missed = again.receiveUntil("42[\"cursor\",\"" + end + "\"]").stream()
                .filter(packet -> packet.startsWith("42[\"agent"))
                .map(packet -> json(packet).path(1).path("details").path("n").asText())
                .toList();
        assertThat(missed).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc-17", "no cursor", ""})
    void clientWhoseOffsetIsLostGetsAnotherPidAndAReset(String offset) {
        EngineSocket socket = connected(",\"pid\":\"abc\",\"offset\":\"" + offset + "\"");

        assertThat(json(socket.await("40")).path("pid").asText()).isNotEqualTo("abc");
        assertThat(json(socket.await("42")).path(1).path("resumed").asBoolean()).isFalse();
        if (!offset.isEmpty()) {
            assertThat(socket.await("42[\"reset\"")).contains("\"snapshot\"");
        }
    }

    @Test
    void pidOfAnotherFormIsNotSentBack() {
        String cursor = rest.register("agent1");

        EngineSocket socket = connected(",\"pid\":\"<\\\"x\",\"offset\":\"" + cursor + "\"");

        assertThat(json(socket.await("40")).path("pid").asText()).hasSizeGreaterThan(10);
        assertThat(json(socket.await("42")).path(1).path("resumed").asBoolean()).isTrue();
    }

    @Test
    void deletedSwarmTellsTheClientToStayAway() {
        EngineSocket socket = connected();

        rest.delete();

        assertThat(socket.receiveUntil("41")).anyMatch(packet -> packet.startsWith("42[\"gone\""));
        assertThat(socket.closeCode()).isEqualTo(4102);
    }

    @Test
    void deletedSwarmTellsAPollingClientToStayAway() {
        EnginePolling session = EnginePolling.open(server, "swarm=" + rest.swarm());
        session.post("40");
        session.packetsUntil("42[\"cursor\"");

        rest.delete();

        assertThat(session.packetsUntil("41")).anyMatch(packet -> packet.startsWith("42[\"gone\""));
        assertThat(session.poll().status()).isEqualTo(400);
    }
}
