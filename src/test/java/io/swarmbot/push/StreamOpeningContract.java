package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream opens, on every transport that has streams. */
public abstract class StreamOpeningContract extends StreamHarness {

    @Test
    void connectedToSwarmBotIsTheFirstMessage() {
        String head = rest.register(AGENT);

        StreamClient client = open("");

        JsonNode first = client.messages().get(0);
        assertConnected(client, head, false);
        assertThat(first.get("data").textValue()).isEqualTo("Connected to SwarmBot");
        assertThat(first.get("swarm").textValue()).isEqualTo(rest.swarm());
        assertThat(first.get("protocol").intValue()).isEqualTo(1);
    }

    @Test
    void agentStatusChangedIsSentAfterAgent1BecomesBusy() {
        rest.register(AGENT);
        StreamClient client = open("");

        String cursor = rest.send(
                        "PUT",
                        "/agents/" + AGENT + "/status",
                        "{\"status\":\"busy\",\"details\":{\"step\":\"reading\"}}")
                .headers()
                .firstValue("SwarmBot-Cursor")
                .orElseThrow();

        JsonNode event = client.await("agent_status_changed");
        assertThat(event.get("cursor").textValue()).isEqualTo(cursor);
        assertThat(event.get("agent_id").textValue()).isEqualTo(AGENT);
        assertThat(event.get("status").textValue()).isEqualTo("busy");
        assertThat(event.get("previous_status").textValue()).isEqualTo("idle");
        assertThat(event.get("details").toString()).isEqualTo("{\"step\":\"reading\"}");
        assertThat(event.get("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void streamWithoutACursorStartsAtTheHead() {
        rest.register(AGENT);
        String head = change(5);

        StreamClient client = open("");

        assertConnected(client, head, false);
        assertDelivered(client, head, change(3));
    }

    @Test
    void resumeGoesOnBehindTheCursor() {
        String after = rest.register(AGENT);
        change(5);

        StreamClient client = open("after=" + after);

        assertConnected(client, after, true);
        assertDelivered(client, after, change(3));
    }

    @Test
    void resumeFromZeroBringsTheFirstEvent() {
        String first = rest.register(AGENT);
        String zero = plus(first, -1);
        assertThat(zero).endsWith("-0");

        StreamClient client = open("after=" + zero);

        assertConnected(client, zero, true);
        assertDelivered(client, zero, change(3));
    }

    @Test
    void resumeAtTheHeadMissesNothing() {
        String head = rest.register(AGENT);

        StreamClient client = open("after=" + head);

        assertConnected(client, head, true);
        assertDelivered(client, head, change(2));
    }

    @Test
    void resumeBringsNoSnapshot() {
        String after = rest.register(AGENT);
        String head = change(2);

        StreamClient client = open("after=" + after + "&snapshot=true");

        assertConnected(client, after, true);
        assertDelivered(client, after, head);
        assertThat(client.types()).doesNotContain("snapshot");
    }

    @Test
    void resumeReadsFromTheStoreWhatTheRingNoLongerHolds() {
        rest.register(AGENT);
        String after = change(10);
        change(3 * SmallLimits.RING);

        StreamClient client = open("after=" + after);

        assertConnected(client, after, true);
        assertDelivered(client, after, change(5));
    }

    @Test
    void replayGoesOverToLiveWithoutAGapOrRepeat() {
        String start = rest.register(AGENT);
        List<StreamClient> joining = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            change(20);
            joining.add(open("after=" + start));
            change(20);
        }
        String end = change(1);

        joining.forEach(client -> assertDelivered(client, start, end));
    }

    @Test
    void cursorAheadOfTheLogIsResetAsUnknown() {
        String head = rest.register(AGENT);

        StreamClient client = open("after=" + plus(head, 1_000));

        assertReset(client, "unknown", head, false);
        assertDelivered(client, head, change(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&snapshot=true"})
    void cursorWhoseEventsAreTrimmedIsResetAsExpired(String snapshot) {
        String old = rest.register(AGENT);
        String head = change(SmallLimits.RETAINED + 100);

        StreamClient client = open("after=" + old + snapshot);

        assertReset(client, "expired", head, !snapshot.isEmpty());
        assertDelivered(client, head, change(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&snapshot=true"})
    void cursorOfADeletedSwarmIsResetAsEpoch(String snapshot) {
        String old = rest.register(AGENT);
        rest.delete();
        rest.create();
        String head = rest.register(AGENT);
        assertThat(StreamClient.epoch(head)).isNotEqualTo(StreamClient.epoch(old));

        StreamClient client = open("after=" + old + snapshot);

        assertReset(client, "epoch", head, !snapshot.isEmpty());
        assertDelivered(client, head, change(2));
    }

    @Test
    void snapshotIsFollowedByEvents() {
        rest.register(AGENT);
        rest.submit("task1");
        String head = change(3);
        String snapshot = rest.snapshotText();

        StreamClient client = open("snapshot=true");

        client.await("snapshot", message -> message.path("last").asBoolean());
        assertConnected(client, head, false);
        assertThat(Snapshots.assembled(client, rest.swarm())).isEqualTo(snapshot);
        assertDelivered(client, head, change(3));
    }

    @Test
    void largeSnapshotIsSentInPartsOfAtMost64KiB() {
        // The last part with agents is nearly full, and no task is small enough for what is left of it.
        String metrics = "{\"metrics\":{\"m\":\"" + "x".repeat(4_000) + "\"}}";
        for (int n = 0; n < 15 * 14; n++) {
            rest.register("agent-" + n, metrics);
        }
        for (int n = 0; n < 20; n++) {
            String task = "{\"type\":\"work\",\"input\":\"" + "x".repeat(15_000) + "\"}";
            assertThat(rest.send("POST", "/tasks", task).statusCode()).isEqualTo(201);
        }
        String head = rest.cursor();
        String snapshot = rest.snapshotText();

        StreamClient client = open("snapshot=true");

        client.await("snapshot", message -> message.path("last").asBoolean());
        List<JsonNode> parts = client.messages("snapshot");
        assertThat(parts)
                .hasSizeGreaterThan(10)
                .allSatisfy(part -> assertThat(part.toString().length()).isLessThanOrEqualTo(64 * 1024));
        assertThat(parts)
                .allSatisfy(part -> assertThat(StreamClient.cursorOf(part))
                        .isEqualTo(parts.get(0).get("cursor").textValue()));
        assertThat(parts.stream().map(part -> part.get("part").intValue()))
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(1);
        assertThat(Snapshots.assembled(client, rest.swarm())).isEqualTo(snapshot);
        rest.register(AGENT);
        assertDelivered(client, head, change(1));
    }

    @Test
    void snapshotThatIsReusedIsFollowedByAllEventsSince() {
        rest.register(AGENT);
        open("snapshot=true");
        String head = change(10);

        StreamClient client = open("snapshot=true");

        client.awaitCursor(head);
        String start = StreamClient.cursorOf(client.await("snapshot"));
        assertConnected(client, start, false);
        assertDelivered(client, start, head);
    }

    @Test
    void atLeastDelaysTheOpening() {
        String head = rest.register(AGENT);

        assertConnected(open("at_least=" + head), head, false);
        assertSentAway(refusal(rest.swarm(), "at_least=" + plus(head, 1)), "behind");
    }

    /** Checks the refusal of a stream that can be opened later. */
    protected void assertSentAway(Response refusal, String code) {
        assertProblem(refusal, 503, code);
    }

    @Test
    void malformedCursorIsRefused() {
        for (String after : List.of("x", "", "abc-", "abc-01", "ABC-1", "abc-9007199254740992", "abc-1-2", "-1")) {
            assertProblem(refusal(rest.swarm(), "after=" + after), 400, "bad_cursor");
        }
    }

    @Test
    void unknownParametersAndValuesAreRefused() {
        Rest other = Rest.of(server, "no-such-swarm");
        assertProblem(refusal(other.swarm(), ""), 404, "unknown_swarm");
        assertProblem(refusal("-bad-", ""), 400, "bad_identifier");
        assertProblem(refusal(rest.swarm(), "afer=x"), 400, "unknown_parameter");
        assertProblem(refusal(rest.swarm(), "snapshot=yes"), 400, "bad_parameter");
        assertProblem(refusal(rest.swarm(), "agent=a&agent=b"), 400, "bad_parameter");
        assertProblem(refusal(rest.swarm(), "types=agent_registered,no_such_type"), 400, "bad_parameter");
        assertProblem(refusal(rest.swarm(), "agent=a,,b"), 400, "bad_identifier");
    }

    @Test
    void malformedRateIsRefused() {
        for (String rate : BAD_RATES) {
            assertProblem(refusal(rest.swarm(), "max_rate=" + rate), 400, "bad_parameter");
        }
        assertProblem(refusal(rest.swarm(), "max_rate=1&max_rate=1"), 400, "bad_parameter");
        for (String rate : List.of("0.01", "1", "2.5", "999.999", "1000")) {
            open("max_rate=" + rate).close();
        }
    }

    private void assertReset(StreamClient client, String reason, String head, boolean withSnapshot) {
        client.await("reset");
        client.awaitCursor(head);
        assertConnected(client, head, false);
        JsonNode reset = client.messages().get(1);
        assertThat(reset.get("type").textValue()).isEqualTo("reset");
        assertThat(reset.get("reason").textValue()).isEqualTo(reason);
        assertThat(reset.get("cursor").textValue()).isEqualTo(head);
        assertThat(reset.get("snapshot").textValue()).isEqualTo(rest.path());
        List<String> types = client.types();
        if (withSnapshot) {
            assertThat(types.get(2)).isEqualTo("snapshot");
            assertThat(Snapshots.assembled(client, rest.swarm())).isEqualTo(rest.snapshotText());
        } else {
            assertThat(types).doesNotContain("snapshot");
        }
    }
}
