package io.swarmbot.api;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.push.Admission;
import io.swarmbot.push.Hub;
import io.swarmbot.push.LongPoll;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.push.StreamHarness;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.StreamClient;
import jakarta.inject.Inject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The long poll brings the same events as a stream, page by page. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class LongPollQuarkusTest extends StreamHarness {

    /** How long a poll waits if nothing happens. */
    private static final Duration LONGEST = Duration.ofSeconds(50);

    @Inject
    LongPoll longPoll;

    @Inject
    Hub hub;

    @Inject
    SwarmCoordinator swarms;

    @Override
    protected StreamClient connect(String query) {
        return PollClient.open(server, rest.swarm(), query);
    }

    @Override
    protected Response refusal(String swarm, String query) {
        return RawConnection.ask(
                server, "GET", "/api/v1/swarms/" + swarm + "/events?" + query, "Accept", "application/json");
    }

    @Test
    void pollWithoutACursorAnswersTheHeadAtOnce() {
        rest.register(AGENT);
        String head = change(3);
        long start = System.nanoTime();

        JsonNode answer = poll("wait=" + LONGEST.toSeconds() + "s");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        assertThat(answer.toString()).isEqualTo("{\"cursor\":\"" + head + "\",\"more\":false,\"events\":[]}");
    }

    @Test
    void pollAnswersTheEventsAfterItsCursor() {
        String after = rest.register(AGENT);
        String head = change(5);

        JsonNode answer = poll("after=" + after);

        assertThat(answer.get("cursor").textValue()).isEqualTo(head);
        assertThat(answer.get("more").booleanValue()).isFalse();
        assertThat(answer.has("reset")).isFalse();
        assertThat(answer.get("events")).hasSize(5);
        assertThat(answer.get("events").get(0).get("cursor").textValue()).isEqualTo(plus(after, 1));
        assertThat(answer.get("events").get(4).get("cursor").textValue()).isEqualTo(head);
    }

    @Test
    void pollSeesAgent1BecomeBusyWhileItWaits() {
        String head = rest.register(AGENT);
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> poll("after=" + head + "&wait=20s"));

        String cursor = rest.status(AGENT, "busy");

        JsonNode event = answer.join().get("events").get(0);
        assertThat(event.get("type").textValue()).isEqualTo("agent_status_changed");
        assertThat(event.get("status").textValue()).isEqualTo("busy");
        assertThat(event.get("cursor").textValue()).isEqualTo(cursor);
    }

    @Test
    void pollAnswersItsCursorIfNothingHappensInTime() {
        String head = rest.register(AGENT);

        JsonNode answer = poll("after=" + head + "&wait=200ms");

        assertThat(answer.toString()).isEqualTo("{\"cursor\":\"" + head + "\",\"more\":false,\"events\":[]}");
    }

    @Test
    void pollMovesPastFilteredEvents() {
        String after = rest.register(AGENT);
        String head = change(300);

        JsonNode answer = poll("after=" + after + "&types=task_submitted");

        assertThat(answer.toString()).isEqualTo("{\"cursor\":\"" + head + "\",\"more\":false,\"events\":[]}");
    }

    @Test
    void pollWaitsOnDuringFilteredEvents() {
        String head = rest.register(AGENT);
        CompletableFuture<JsonNode> answer =
                CompletableFuture.supplyAsync(() -> poll("after=" + head + "&types=task_submitted&wait=20s"));

        change(20);
        String end = rest.submit("t1");

        assertThat(answer.join().get("cursor").textValue()).isEqualTo(end);
        assertThat(answer.join().get("events")).hasSize(1);
    }

    @Test
    void pollTellsThatThereIsMoreBehindItsLimit() {
        String after = rest.register(AGENT);
        String head = change(7);

        JsonNode first = poll("after=" + after + "&limit=5");
        JsonNode second = poll("after=" + first.get("cursor").textValue() + "&limit=5");

        assertThat(first.get("events")).hasSize(5);
        assertThat(first.get("more").booleanValue()).isTrue();
        assertThat(first.get("cursor").textValue()).isEqualTo(plus(after, 5));
        assertThat(second.get("events")).hasSize(2);
        assertThat(second.get("more").booleanValue()).isFalse();
        assertThat(second.get("cursor").textValue()).isEqualTo(head);
    }

    @Test
    void pollScansAboutOneMebibyteAtMost() {
        String after = rest.register(AGENT);
        String details = "\"details\":{\"x\":\"" + "x".repeat(4_000) + "\"}";
        for (int n = 0; n < 300; n++) {
            String status = n % 2 == 0 ? "busy" : "waiting";
            rest.send("PUT", "/agents/" + AGENT + "/status", "{\"status\":\"" + status + "\"," + details + "}");
        }

        JsonNode answer = poll("after=" + after + "&wait=20s");
        JsonNode filtered = poll("after=" + after + "&types=task_submitted&wait=20s");

        assertThat(answer.toString().length()).isBetween(900_000, 1_100_000);
        assertThat(answer.get("more").booleanValue()).isTrue();
        assertThat(filtered.get("events")).isEmpty();
        assertThat(filtered.get("more").booleanValue()).isTrue();
        assertThat(filtered.get("cursor")).isEqualTo(answer.get("cursor"));
    }

    @Test
    void pollFollowsTheLogAcrossRingAndStore() {
        String start = rest.register(AGENT);
        change(3 * SmallLimits.RING);
        StreamClient client = open("after=" + start);

        assertDelivered(client, start, change(50));
    }

    @Test
    void pollResetsACursorThatItCannotServe() {
        String first = rest.register(AGENT);
        String head = change(SmallLimits.RETAINED + 100);

        assertReset(poll("after=" + first + "&wait=20s"), "expired", head);
        assertReset(poll("after=" + plus(head, 1_000) + "&wait=20s"), "unknown", head);
        rest.delete();
        rest.create();
        String other = rest.register(AGENT);
        assertReset(poll("after=" + head + "&wait=20s"), "epoch", other);
    }

    @Test
    void pollEndsWhenTheSwarmIsDeleted() {
        String head = rest.register(AGENT);
        StreamRequest request = StreamRequest.of(name -> name.equals("after") ? head : null, null);
        CompletableFuture<?> answer = longPoll.poll(rest.swarm(), request, LONGEST, 10, Admission.Login.FOR_EVER);

        rest.delete();

        assertThat(answer)
                .failsWithin(Patience.LIMIT)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.code()).isEqualTo(ErrorCode.UNKNOWN_SWARM));
    }

    @Test
    void pollEndsWhenItsClientHangsUp() {
        String head = rest.register(AGENT);
        for (int n = 0; n < 20; n++) {
            try (RawConnection leaving = RawConnection.to(server)) {
                leaving.request("GET", rest.path() + "/events?wait=50s&after=" + head, "Accept", "application/json");
                await().until(() -> hub.streams() > 0);
            }
        }

        await().until(() -> hub.streams() == 0);
    }

    @Test
    void pollLeavesNothingBehindWhenItStopsWaiting() {
        Cursor next = Cursor.parse(rest.register(AGENT)).orElseThrow().plus(1);
        CompletableFuture<?> waiting = swarms.view(rest.swarm()).join().reached(next);
        WeakReference<?> trace = new WeakReference<>(waiting);

        waiting.cancel(false);

        waiting = null;
        await().until(() -> {
            System.gc();
            return trace.get() == null;
        });
    }

    @Test
    void pollRefusesUnknownParameters() {
        assertProblem(refusal("no-such-swarm", ""), 404, "unknown_swarm");
        assertProblem(refusal("-bad-", ""), 400, "bad_identifier");
        for (String after : List.of("x", "", "abc-", "abc-01", "ABC-1", "abc-9007199254740992", "abc-1-2", "-1")) {
            assertProblem(refusal(rest.swarm(), "after=" + after), 400, "bad_cursor");
        }
        assertProblem(refusal(rest.swarm(), "afer=x"), 400, "unknown_parameter");
        assertProblem(refusal(rest.swarm(), "snapshot=true"), 400, "unknown_parameter");
        assertProblem(refusal(rest.swarm(), "agent=a&agent=b"), 400, "bad_parameter");
        assertProblem(refusal(rest.swarm(), "types=no_such_type"), 400, "bad_parameter");
        for (String wait : List.of("56s", "-1s", "x", "PT1M", "")) {
            assertProblem(refusal(rest.swarm(), "wait=" + wait), 400, "bad_parameter");
        }
        for (String limit : List.of("0", "1001", "-1", "x", "")) {
            assertProblem(refusal(rest.swarm(), "limit=" + limit), 400, "bad_parameter");
        }
    }

    @Test
    void pollRefusesABadRate() {
        for (String rate : BAD_RATES) {
            assertProblem(refusal(rest.swarm(), "max_rate=" + rate), 400, "bad_parameter");
        }
    }

    @Test
    void pollWithARateAnswersConflatedEvents() {
        String after = rest.register("other");
        rest.register(AGENT);
        change(20);
        rest.status("other", "busy");
        String head = change(SmallLimits.RING * 2);

        JsonNode answer = poll("after=" + after + "&max_rate=1");

        assertThat(answer.get("cursor").textValue()).isEqualTo(head);
        assertThat(answer.get("more").booleanValue()).isFalse();
        assertThat(answer.get("skipped").intValue()).isEqualTo(20 + SmallLimits.RING * 2 - 1);
        assertThat(types(answer)).containsExactly("agent_registered", "agent_status_changed", "agent_status_changed");
        assertThat(answer.get("events").get(2).get("cursor").textValue()).isEqualTo(head);
        assertThat(poll("after=" + head + "&max_rate=1").toString())
                .isEqualTo("{\"cursor\":\"" + head + "\",\"more\":false,\"skipped\":0,\"events\":[]}");
    }

    @Test
    void pollWithARateCountsConflatedEventsAgainstItsLimit() {
        String after = rest.register("a");
        rest.register("b");
        rest.status("a", "busy");
        String third = rest.status("a", "idle");
        String end = rest.status("b", "busy");

        JsonNode first = poll("after=" + after + "&max_rate=1&limit=2");
        JsonNode second = poll("after=" + third + "&max_rate=1&limit=2");

        assertThat(types(first)).containsExactly("agent_registered", "agent_status_changed");
        assertThat(first.get("more").booleanValue()).isTrue();
        assertThat(types(second)).containsExactly("agent_status_changed");
        assertThat(second.get("cursor").textValue()).isEqualTo(end);
    }

    private static List<String> types(JsonNode answer) {
        List<String> types = new ArrayList<>();
        answer.get("events").forEach(event -> types.add(StreamClient.typeOf(event)));
        return types;
    }

    @Test
    void pollWaitsUntilTheSwarmHasReachedAtLeast() {
        String head = rest.register(AGENT);

        assertThat(poll("at_least=" + head).get("cursor").textValue()).isEqualTo(head);
        Response behind = refusal(rest.swarm(), "at_least=" + plus(head, 1));
        assertProblem(behind, 503, "behind");
        assertThat(behind.header("Retry-After")).isNotEmpty();
    }

    private JsonNode poll(String query) {
        Response answer = refusal(rest.swarm(), query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(answer.header("SwarmBot-Cursor"))
                .isEqualTo(answer.json().get("cursor").textValue());
        return answer.json();
    }

    private void assertReset(JsonNode answer, String reason, String head) {
        assertThat(answer.get("cursor").textValue()).isEqualTo(head);
        assertThat(answer.get("events")).isEmpty();
        assertThat(answer.get("reset").toString())
                .isEqualTo("{\"reason\":\"" + reason + "\",\"snapshot\":\"" + rest.path() + "\"}");
    }
}
