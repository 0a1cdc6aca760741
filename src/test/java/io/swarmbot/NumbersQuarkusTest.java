package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers of others are kept as they were written: in the service, in the client that asks for it, and on the page. */
@QuarkusTest
@Tag("stress-only")
class NumbersQuarkusTest {

    /** Each is changed by a JavaScript number. */
    private static final List<String> ODD = List.of(
            "9007199254740993", "1.50", "1e400", "-0", "1.0", "1E5", "0.00000010", "123456789.1234567891", "-1e-400");

    private static final String NUMBERS = IntStream.range(0, ODD.size())
            .mapToObj(i -> "\"n" + i + "\":" + ODD.get(i))
            .collect(Collectors.joining(",", "{", ",\"text\":\"number:1.50\"}"));

    @TestHTTPResource("/")
    URI server;

    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        rest.register("agent1", "{\"metrics\":" + NUMBERS + "}");
    }

    @Test
    void pageShowsTheNumbersThatCame() {
        rest.send("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"x\",\"input\":" + NUMBERS + "}");
        rest.status("agent1", "busy");
        try (Tab tab = Browser.open(server, rest.swarm())) {
            tab.awaitLive();
            // One came with the snapshot, the other as an event.
            rest.send("PUT", "/agents/agent1/status", "{\"status\":\"busy\",\"details\":" + NUMBERS + "}");
            tab.await("[data-agent=agent1] .work-name:has-text('n0')");
            tab.find("[data-agent=agent1] .row-title").click();
            tab.find("[data-task=t1] .row-title").click();
            tab.await("[data-task=t1] .facts");

            String line = tab.await("[data-agent=agent1] .work-name").textContent();
            String agent = tab.await("[data-agent=agent1] .facts").textContent();
            String task = tab.await("[data-task=t1] .facts").textContent();
            String feed = tab.await("#feed").textContent();
            for (int i = 0; i < ODD.size(); i++) {
                String shown = "\"n" + i + "\": " + ODD.get(i) + ",";
                assertThat(task).contains(shown);
                assertThat(agent.split(java.util.regex.Pattern.quote(shown), -1))
                        .hasSize(3);
            }
            for (int i = 0; i < 6; i++) {
                assertThat(line).contains("n" + i + " " + ODD.get(i));
                assertThat(feed).contains("n" + i + " " + ODD.get(i));
            }
        }
    }

    @Test
    void taskFormSendsTheNumbersThatWereTyped() {
        try (Tab tab = Browser.open(server, rest.swarm())) {
            tab.awaitLive();
            tab.find("[data-action=new-task]").first().click();
            tab.find("#task-form [name=type]").fill("typed");
            tab.find("#task-form [name=input]").fill(NUMBERS);
            tab.find("#task-form [data-action=submit]").click();
            tab.await(".task");

            assertThat(rest.get("/tasks").body()).contains("\"input\":" + NUMBERS);
        }
    }

    /** The fold, byte for byte as the service sends it, and not only as JavaScript reads that. */
    @Test
    void foldWithExactNumbersGivesTheBytesOfTheLaterSnapshot() {
        String from = rest.snapshotText();
        String start = rest.cursor();
        rest.send("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"x\",\"input\":" + NUMBERS + "}");
        rest.claim("agent1", "0s");
        rest.start("t1", "agent1");
        for (String number : ODD) {
            rest.send("PUT", "/agents/agent1/status", "{\"status\":\"busy\",\"details\":{\"n\":" + number + "}}");
        }
        rest.complete("t1", "agent1", NUMBERS);
        String events = rest.get("/events?after=" + start).body();

        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            Object folded = tab.evaluate("""
                    async ([from, events]) => {
                      const { fold, parseExact, stringifyExact } = await import('/swarmbot-client.js');
                      return stringifyExact(fold(parseExact(from), parseExact(events).events).toSnapshot());
                    }
                    """, List.of(from, events));

            assertThat(folded).isEqualTo(rest.snapshotText());
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void clientKeepsEveryNumberOfRandomJson(long seed) {
        Random random = Seeds.random("clientKeepsEveryNumberOfRandomJson", seed);
        List<String> texts = IntStream.range(0, 2_000)
                .mapToObj(i -> "{\"a\":" + number(random) + ",\"b\":[" + number(random) + ",\"number:" + number(random)
                        + "\",{\"\":" + number(random) + "}]}")
                .toList();

        try (Tab tab = Browser.open(server.resolve("/swarmbot-client.js"))) {
            Object kept = tab.evaluate("""
                    async (texts) => {
                      const { parseExact, stringifyExact } = await import('/swarmbot-client.js');
                      return texts.map((text) => stringifyExact(parseExact(text)));
                    }
                    """, texts);

            assertThat(kept).isEqualTo(texts);
        }
    }

    private static String number(Random random) {
        String whole = random.nextInt(3) == 0 ? "0" : (1 + random.nextInt(9)) + digits(random, random.nextInt(20));
        String fraction = random.nextBoolean() ? "." + digits(random, 1 + random.nextInt(20)) : "";
        String sign = List.of("", "+", "-").get(random.nextInt(3));
        String exponent = random.nextInt(4) == 0
                ? (random.nextBoolean() ? "e" : "E") + sign + digits(random, 1 + random.nextInt(3))
                : "";
        return (random.nextInt(3) == 0 ? "-" : "") + whole + fraction + exponent;
    }

    private static String digits(Random random, int count) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }
}
