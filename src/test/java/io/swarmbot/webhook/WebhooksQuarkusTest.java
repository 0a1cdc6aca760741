package io.swarmbot.webhook;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.ForeignTools;
import io.swarmbot.testing.NothingIsDue;
import io.swarmbot.testing.Rest;
import io.swarmbot.webhook.HookServer.Received;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A configured webhook gets the events of its swarms and types, signed as the reference library wants it. */
@QuarkusTest
@TestProfile(NothingIsDue.class)
class WebhooksQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private HookServer hook;

    private static Map<String, Object> request(String secret, Received received, String id, String body) {
        return Map.of(
                "secret",
                secret,
                "headers",
                Map.of(
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(received.seconds()),
                        "webhook-signature",
                        received.signature()),
                "body",
                body);
    }

    @Test
    void eventsOfTheSwarmsAndTypesArriveSignedForTheReferenceLibrary() {
        Rest rest = Rest.of(server, "signed-1");
        assertThat(Rest.exchange(server, "PUT", "/api/v1/swarms/signed-1", null).statusCode())
                .isEqualTo(201);
        Rest other = Rest.inNewSwarm(server);
        other.register("a1");
        rest.register("ann");
        rest.submit("t1");
        rest.claim("ann", "0s");
        rest.submit("t2");

        await().until(() -> hook.received().size() == 3);
        List<Received> all = hook.received();
        assertThat(all).extracting(Received::id).allMatch(id -> id.startsWith("signed-1/"));
        List<Object> requests = new ArrayList<>();
        for (Received received : all) {
            requests.add(request(SignedHook.SECRET, received, received.id(), new String(received.body(), UTF_8)));
        }
        Received first = all.get(0);
        String body = new String(first.body(), UTF_8);
        requests.add(request(SignedHook.SECRET, first, first.id(), body.replace("ann", "bob")));
        requests.add(request(SignedHook.SECRET, first, all.get(1).id(), body));
        requests.add(request("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", first, first.id(), body));

        JsonNode verdicts = ForeignTools.judge("webhooks", requests);

        List<String> types = new ArrayList<>();
        verdicts.forEach(verdict ->
                types.add(verdict.has("taken") ? verdict.at("/taken/type").asText() : "refused"));
        assertThat(types)
                .as(verdicts.toString())
                .containsExactly(
                        "io.swarmbot.agent_registered",
                        "io.swarmbot.task_submitted",
                        "io.swarmbot.task_submitted",
                        "refused",
                        "refused",
                        "refused");
    }
}
