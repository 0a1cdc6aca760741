package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.StreamClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream does once it is open: filters, heartbeats, and its end. Runs on every transport that has streams. */
public abstract class StreamContract extends StreamOpeningContract {

    @Test
    void filterMatchesAnyOfItsValues() {
        StreamClient client = open("types=agent_registered,task_submitted");

        work("a", "t");

        client.await("task_submitted");
        assertThat(client.events().stream().map(StreamClient::typeOf))
                .containsExactly("agent_registered", "task_submitted");
    }

    @Test
    void filtersMustAllMatch() {
        StreamClient client = open("types=agent_status_changed,task_status_changed&agent=b,c&task=t-b");

        work("a", "t-a");
        work("c", "t-c");
        work("b", "t-b");

        client.await(
                "the end of the task", event -> event.path("status").asText().equals("completed"));
        assertThat(client.events()).isNotEmpty().allSatisfy(event -> {
            assertThat(event.get("type").textValue()).isEqualTo("task_status_changed");
            assertThat(event.get("agent_id").textValue()).isEqualTo("b");
            assertThat(event.get("task_id").textValue()).isEqualTo("t-b");
        });
    }

    @Test
    void filterMatchesEventsOfItsAgentsAndTasks() {
        StreamClient agent = open("agent=a");
        StreamClient task = open("task=t-b");

        work("a", "t-a");
        work("b", "t-b");
        rest.status("a", "paused");

        agent.await("the last change", event -> event.path("status").asText().equals("paused"));
        task.await("the end of the task", event -> event.path("status").asText().equals("completed"));
        assertThat(agent.events().stream().map(StreamClient::typeOf))
                .contains("agent_registered", "agent_status_changed", "task_status_changed")
                .doesNotContain("task_submitted");
        assertThat(agent.events())
                .allMatch(event -> event.get("agent_id").textValue().equals("a"));
        assertThat(task.events().stream().map(StreamClient::typeOf))
                .contains("task_submitted", "task_status_changed")
                .doesNotContain("agent_status_changed");
        assertThat(task.events())
                .allMatch(event -> event.get("task_id").textValue().equals("t-b"));
    }

    @Test
    void resumeWorksThroughAFilter() {
        String start = rest.register(AGENT);
        change(2 * SmallLimits.RING);
        rest.submit("t1");
        change(2 * SmallLimits.RING / 4);
        String end = rest.submit("t2");

        StreamClient client = open("types=task_submitted&after=" + start);

        client.awaitCursor(end);
        assertConnected(client, start, true);
        assertThat(client.events().stream().map(event -> event.get("task_id").textValue()))
                .containsExactly("t1", "t2");
    }

    @Test
    void heartbeatNamesTheCursorBehindFilteredEvents() {
        String start = rest.register(AGENT);
        StreamClient client = open("types=task_submitted&after=" + start);

        String end = change(20);

        client.awaitCursor(end);
        assertThat(client.events()).isEmpty();
        assertThat(client.lastCursor()).isEqualTo(end);
        client.close();
        JsonNode heartbeat = client.await(
                "heartbeat", message -> StreamClient.cursorOf(message).equals(end));
        assertThat(heartbeat.size()).isEqualTo(2);

        String next = rest.submit("t1");
        StreamClient resumed = open("types=task_submitted&after=" + client.lastCursor());
        assertConnected(resumed, end, true);
        resumed.awaitCursor(next);
        assertThat(resumed.events()).hasSize(1);
    }

    @Test
    void heartbeatIsSentWhenNothingHappens() {
        String head = rest.register(AGENT);
        StreamClient client = open("");

        client.await("heartbeat", message -> StreamClient.cursorOf(message).equals(head));

        assertThat(client.events()).isEmpty();
        assertDelivered(client, head, change(1));
    }

    @Test
    void goneEndsTheStreamOfADeletedSwarm() {
        rest.register(AGENT);
        StreamClient client = open("");

        rest.delete();

        client.awaitEnd();
        List<JsonNode> messages = client.messages();
        assertThat(StreamClient.typeOf(messages.get(messages.size() - 1))).isEqualTo("gone");
        assertProblem(refusal(rest.swarm(), ""), 404, "unknown_swarm");
    }

    @Test
    void streamFollowsOnlyItsOwnSwarm() {
        String head = rest.register(AGENT);
        StreamClient client = open("");
        Rest other = Rest.inNewSwarm(server);

        other.register("stranger");
        other.status("stranger", "busy");

        assertDelivered(client, head, change(2));
    }

    @Test
    void eventIsTheSameForEverybody() {
        String start = rest.register(AGENT);
        StreamClient early = open("");
        String end = work("a", "t-a");
        StreamClient late = open("after=" + start);

        early.awaitCursor(end);
        late.awaitCursor(end);

        assertThat(late.events()).isNotEmpty().isEqualTo(early.events());
    }

    @Test
    void serviceOutlivesClientsThatGoAwayWithoutClosing() {
        String head = rest.register(AGENT);
        StreamClient stays = open("");
        for (int n = 0; n < 10; n++) {
            StreamClient goes = open("snapshot=true");
            change(5);
            goes.closeHard();
        }

        assertDelivered(stays, head, change(5));
    }

    /** An agent comes, is given a task and completes it. */
    protected final String work(String agent, String task) {
        rest.register(agent);
        rest.submit(task);
        rest.claim(agent, "0s");
        rest.start(task, agent);
        rest.progress(task, agent, 50);
        return rest.complete(task, agent, "{\"words\":7}");
    }
}
