package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.MessageReaders;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PollClient;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Messages reach their agents and are acknowledged once, while answers are lost, tasks go to other agents, and the
 * service is killed.
 */
@Tag("stress-only")
class MessagesIT {

    private static final int AGENTS = 8;
    private static final int MESSAGES = Scale.of(150, 5_000);
    private static final int KILLS = Scale.of(1, 5);
    private static final int TASKS = 4;

    @Test
    void messagesSurviveAKilledService() throws Exception {
        try (ServiceProcess service = ServiceProcess.with()) {
            everyMessageIsReadOnce("messagesSurviveAKilledService", List.of(service.server()), kill -> {
                service.kill();
                service.start();
            });
        }
    }

    @Test
    void messagesSurviveAKilledReplica() throws Exception {
        try (LocalReplicas replicas = LocalReplicas.start()) {
            everyMessageIsReadOnce("messagesSurviveAKilledReplica", replicas.servers(), kill -> {
                if (kill == 0) {
                    replicas.kill(1);
                }
            });
        }
    }

    private interface Blow {

        void strike(int number);
    }

    private static void everyMessageIsReadOnce(String test, List<URI> servers, Blow blow) throws Exception {
        long seed = Seeds.fixedAndRandom().max().orElseThrow();
        Random random = Seeds.random(test, seed);
        Rest rest = Rest.inNewSwarm(servers.get(0));
        String start = rest.cursor();
        Map<String, String> handedOut;
        try (MessageReaders readers = new MessageReaders(servers, rest.swarm(), AGENTS, seed)) {
            Patience.await("all readers")
                    .until(() -> rest.snapshot().path("agents").size() == AGENTS);
            for (int n = 0; n < TASKS; n++) {
                // Nobody starts it.
                rest.send("POST", "/tasks", "{\"id\":\"task" + n + "\",\"type\":\"work\",\"start_within\":\"1h\"}");
            }
            String known = rest.cursor();
            for (URI server : servers) {
                assertThat(Rest.of(server, rest.swarm())
                                .get("?at_least=" + known)
                                .statusCode())
                        .isEqualTo(200);
            }
            for (int n = 0; n < MESSAGES; n++) {
                if (n % 20 == 0) {
                    move(rest, random);
                }
                if (n % (MESSAGES / KILLS) == MESSAGES / KILLS / 2) {
                    blow.strike(n / (MESSAGES / KILLS));
                }
                readers.send(random, message(random, n));
            }
            Patience.await("all messages are read")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> readers.hasFailed()
                            || rest.snapshot().path("messages").isEmpty());
            handedOut = readers.handedOut();
        }

        Map<String, String> sent = new HashMap<>();
        Set<String> read = new HashSet<>();
        for (JsonNode event : logAfter(rest, start)) {
            String id = event.path("message_id").asText();
            switch (StreamClient.typeOf(event)) {
                case "message_sent" ->
                    assertThat(sent.put(id, event.at("/message/text").asText()))
                            .as("sent once: %s", event)
                            .isNull();
                case "message_acknowledged" -> {
                    assertThat(sent).containsKey(id);
                    assertThat(read.add(id)).as("acknowledged once: %s", event).isTrue();
                    assertThat(handedOut).as("was handed out").containsKey(id);
                }
                case "message_expired" -> throw new AssertionError("nothing ended: " + event);
                default -> {}
            }
        }
        assertThat(sent).hasSize(MESSAGES);
        assertThat(new HashSet<>(sent.values())).as("each text once").hasSize(MESSAGES);
        assertThat(read).isEqualTo(sent.keySet());
        assertThat(handedOut).isEqualTo(sent);
    }

    /** Gives a task to another agent: the messages to it go with it. */
    private static void move(Rest rest, Random random) {
        rest.send(
                "POST",
                "/tasks/task" + random.nextInt(TASKS) + "/reassign",
                "{\"agent_id\":\"reader" + random.nextInt(AGENTS) + "\"}");
    }

    private static String message(Random random, int number) {
        String to = switch (random.nextInt(3)) {
            case 0 -> "\"agent_id\":\"reader" + random.nextInt(AGENTS) + "\"";
            case 1 -> "\"task_id\":\"task" + random.nextInt(TASKS) + "\"";
            default -> "\"to_capability\":\"read\"";
        };
        return "{" + to + ",\"text\":\"message " + number + "\",\"kind\":\""
                + (random.nextBoolean() ? "steer" : "follow_up") + "\"}";
    }

    private static List<JsonNode> logAfter(Rest rest, String start) {
        String end = rest.cursor();
        try (PollClient client = PollClient.open(rest.server(), rest.swarm(), "after=" + start)) {
            client.awaitCursor(end);
            return client.events();
        }
    }
}
