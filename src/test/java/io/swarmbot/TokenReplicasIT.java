package io.swarmbot;

import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.LocalReplicas;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas that started together have one admin, and end what is revoked at either of them. */
@Tag("stress-only")
class TokenReplicasIT {

    private static final int STREAMS = 500;
    private static final int OTHERS = 10;
    private static final String SWARM = "/api/v1/swarms/default";
    private static final Pattern TOKEN = Pattern.compile("sbt_[a-z0-9]{8}_[A-Za-z0-9]{43}");

    private static List<String> printed(LocalReplicas replicas) {
        return TOKEN.matcher(replicas.output())
                .results()
                .map(found -> found.group())
                .toList();
    }

    @Test
    void revocationEndsEachStreamOfTheTokenOnBothReplicasAndNoOther() {
        try (LocalReplicas replicas = LocalReplicas.start("swarmbot.security.mode=tokens")) {
            Patience.await().until(() -> !printed(replicas).isEmpty());
            String[] root = header(printed(replicas).get(0));
            List<URI> servers = replicas.servers();
            for (URI server : servers) {
                Patience.await()
                        .until(() ->
                                RawConnection.ask(server, "GET", SWARM, root).status() == 200);
            }
            JsonNode token = RawConnection.post(
                            servers.get(0),
                            "/api/v1/tokens",
                            "{\"name\":\"ann\",\"grants\":[{\"swarm\":\"*\",\"role\":\"viewer\"}]}",
                            root)
                    .json();
            String[] ann = header(token.path("token").asText());
            for (URI server : servers) {
                Patience.await()
                        .until(() ->
                                RawConnection.ask(server, "GET", SWARM, ann).status() == 200);
            }
            List<EventStreamClient> revoked = streams(servers, STREAMS, ann);
            List<EventStreamClient> others = streams(servers, OTHERS, root);
            AtomicBoolean isOver = new AtomicBoolean();
            CompletableFuture<String> writer = CompletableFuture.supplyAsync(() -> {
                String cursor = "";
                while (!isOver.get()) {
                    RawConnection.Response made =
                            RawConnection.post(servers.get(1), SWARM + "/tasks", "{\"type\":\"x\"}", root);
                    assertThat(made.status()).isEqualTo(201);
                    cursor = made.header("SwarmBot-Cursor");
                }
                return cursor;
            });

            long begun = System.nanoTime();
            RawConnection.Response answer = RawConnection.ask(
                    servers.get(0),
                    "DELETE",
                    "/api/v1/tokens/" + token.path("id").asText(),
                    root);
            assertThat(answer.status()).isEqualTo(204);
            revoked.forEach(EventStreamClient::awaitEnd);
            System.out.println("the last of " + STREAMS + " streams ended " + (System.nanoTime() - begun) / 1_000_000
                    + " ms after its token was revoked");

            isOver.set(true);
            String last = writer.join();
            for (EventStreamClient stream : revoked) {
                assertThat(stream.messages("ended")).hasSize(1);
                stream.close();
            }
            for (EventStreamClient stream : others) {
                stream.awaitCursor(last);
                List<Long> seqs = stream.events().stream()
                        .map(event -> Long.valueOf(event.path("cursor").asText().replaceFirst(".*-", "")))
                        .toList();
                for (int i = 1; i < seqs.size(); i++) {
                    assertThat(seqs.get(i)).isEqualTo(seqs.get(i - 1) + 1);
                }
                assertThat(stream.messages("ended")).isEmpty();
                stream.close();
            }
            assertThat(Collections.frequency(
                            printed(replicas), printed(replicas).get(0)))
                    .isEqualTo(1);
            assertThat(printed(replicas)).hasSize(1);
        }
    }

    /** Half of them at each replica. */
    private static List<EventStreamClient> streams(List<URI> servers, int count, String... login) {
        List<EventStreamClient> streams = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            streams.add(EventStreamClient.open(servers.get(n % 2), "default", "", login));
        }
        return streams;
    }
}
