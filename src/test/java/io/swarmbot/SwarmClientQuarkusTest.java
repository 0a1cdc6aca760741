package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The client of the page, and of others, where not every transport works all the time. */
@QuarkusTest
class SwarmClientQuarkusTest {

    /** A client for which WebSocket works only from a given moment on; the page's own is left alone. */
    private static final String START = """
            async (swarm) => {
              const { SwarmClient } = await import('/swarmbot-client.js');
              class Flaky {
                constructor(url, protocols) {
                  if (!window.isWebSocketUp) throw new Error('blocked on the way');
                  return new WebSocket(url, protocols);
                }
              }
              window.seen = [];
              window.transports = [];
              window.client = new SwarmClient({
                swarm,
                WebSocket: Flaky,
                timing: { stepUpFirst: 50, stepUpMax: 50, backoffBase: 20 },
                onEvent: (event) => seen.push(event.cursor),
                onStatus: ({ transport }) => transport && transports.at(-1) !== transport && transports.push(transport),
              });
              client.start();
            }
            """;

    @TestHTTPResource("/")
    URI server;

    @Test
    void goesOnOverALesserTransportAndStepsUpAgainWithoutLosingOrRepeatingAnEvent() {
        Rest rest = Rest.inNewSwarm(server);
        String first = rest.register("agent1");
        try (Tab tab = Browser.open(server, rest.swarm())) {
            tab.evaluate(START, rest.swarm());
            awaitTrue(tab, "client.status.transport === 'sse' && client.cursor === '" + first + "'");
            for (int n = 0; n < 50; n++) {
                rest.status("agent1", "busy", n);
            }

            tab.evaluate("window.isWebSocketUp = true");
            for (int n = 50; n < 100; n++) {
                rest.status("agent1", "busy", n);
            }

            awaitTrue(tab, "client.status.transport === 'websocket'");
            String end = rest.status("agent1", "idle");
            awaitTrue(tab, "client.cursor === '" + end + "'");
            assertThat(tab.evaluate("transports.join()")).isEqualTo("sse,websocket");
            assertThat(tab.evaluate("seen.length")).isEqualTo(101);
            assertThat(tab.evaluate("new Set(seen).size")).isEqualTo(101);
            assertThat(tab.evaluate("client.stats.gaps + client.stats.resets")).isEqualTo(0);
            assertThat(tab.evaluate("JSON.stringify(client.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
            tab.evaluate("client.stop()");
        }
    }

    /** The page's policy forbids what Playwright would wait with. */
    private static void awaitTrue(Tab tab, String expression) {
        await(expression).until(() -> tab.evaluate(expression).equals(true));
    }
}
