package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Patience;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timeline of the dashboard: who worked on what, and when. */
@QuarkusTest
@Tag("stress-only")
class DashboardTimelineQuarkusTest extends DashboardViews {

    private void awaitFound(int count) {
        tab.await("#attempt-count[data-found='" + count + "']");
    }

    private void awaitSelected(String attempt) {
        tab.await("#lane-said[data-selected='" + attempt + "']");
    }

    private void work(String agent, String task) {
        assertThat(rest.claim(agent, "0s").path("id").asText()).isEqualTo(task);
        rest.start(task, agent);
    }

    private void fail(String agent, String task, boolean isRetried) {
        rest.send(
                "POST",
                "/tasks/" + task + "/fail",
                "{\"agent_id\":\"" + agent + "\",\"error\":{\"code\":\"E_DISK\"},\"retry\":" + isRetried + "}");
    }

    /** How much time is shown, in milliseconds. */
    private double span() {
        return ((Number) tab.evaluate("document.querySelector('swarm-lanes').lanes.scale.span")).doubleValue();
    }

    private void awaitSpan(double span) {
        Patience.await().until(() -> Math.abs(span() - span) < 1);
    }

    @Test
    void tableHasEachAttemptWithItsOutcome() {
        submitMany(4);
        work("agent1", "t1");
        rest.complete("t1", "agent1", "1");
        work("agent1", "t2");
        fail("agent1", "t2", false);
        work("agent1", "t3");
        fail("agent1", "t3", true);
        work("agent1", "t4");
        open("&view=timeline&layout=table");

        awaitFound(4);
        tab.await("[data-row='t1#1']:has-text('Completed')");
        tab.await("[data-row='t2#1']:has-text('Failed'):has-text('E_DISK')");
        tab.await("[data-row='t3#1']:has-text('Tried again'):has-text('E_DISK')");
        tab.await("[data-row='t4#1']:has-text('Running')");
        rest.complete("t4", "agent1", "1");
        tab.await("[data-row='t4#1']:has-text('Completed')");
        tab.find("[data-row='t2#1'] .row-link").focus();
        tab.page().keyboard().press("Enter");
        tab.await("[data-detail=t2]");
        tab.page().keyboard().press("Escape");
        tab.await("[data-row='t2#1'] .row-link:focus");
    }

    @Test
    void keyboardGoesFromAttemptToAttemptAndOpensTheTask() {
        rest.register("agent2");
        submitMany(3);
        work("agent1", "t1");
        rest.complete("t1", "agent1", "1");
        work("agent1", "t2");
        work("agent2", "t3");
        open("&view=timeline");
        awaitFound(3);

        tab.find(".lanes canvas").focus();
        awaitSelected("t1#1");
        tab.page().keyboard().press("ArrowRight");
        awaitSelected("t2#1");
        tab.page().keyboard().press("ArrowDown");
        awaitSelected("t3#1");
        tab.await("#lane-said:has-text('attempt 1 by agent2')");
        tab.page().keyboard().press("ArrowUp");
        awaitSelected("t2#1");
        tab.page().keyboard().press("Enter");
        tab.await("[data-detail=t2]");
        tab.page().keyboard().press("Escape");
        tab.await(".lanes canvas:focus");
    }

    @Test
    @SuppressWarnings("unchecked")
    void barIsWhereItsAttemptIsAndLeadsToItsTask() {
        submitMany(1);
        open("&view=timeline");
        tab.await("[data-empty=timeline]");
        work("agent1", "t1");
        awaitFound(1);
        tab.await(".lanes canvas");
        Patience.await().until(() -> tab.evaluate("document.querySelector('swarm-lanes').placeOf('t1#1')") != null);
        Map<String, Number> place =
                (Map<String, Number>) tab.evaluate("document.querySelector('swarm-lanes').placeOf('t1#1')");

        tab.page().mouse().move(place.get("x").doubleValue(), place.get("y").doubleValue());
        awaitSelected("t1#1");
        tab.page().mouse().down();
        tab.page().mouse().up();

        tab.await("[data-detail=t1]");
    }

    @Test
    void timeIsZoomedMovedAndFollowed() {
        submitMany(1);
        work("agent1", "t1");
        open("&view=timeline");
        awaitFound(1);
        tab.await(".lanes canvas");
        tab.awaitGone("[data-older]");
        double span = span();
        assertThat(span).isBetween(60_000.0, 600_000.0);
        tab.find("[data-action=in]").click();
        awaitSpan(span / 2);
        tab.await("[data-action=follow][aria-pressed=true]");

        tab.find("[data-action=back]").click();

        tab.await("[data-action=follow][aria-pressed=false]");
        String there = tab.find(".lane-range").textContent();
        rest.complete("t1", "agent1", "1");
        Patience.await().until(() -> tab.cursor().equals(rest.cursor()));
        assertThat(tab.find(".lane-range").textContent()).isEqualTo(there);
        tab.find(".lanes canvas").focus();
        tab.page().keyboard().press("-");
        awaitSpan(span * 0.75);
        tab.page().keyboard().press("End");
        tab.await("[data-action=follow][aria-pressed=true]");
        tab.find(".lanes canvas").hover();
        tab.page().keyboard().down("Control");
        tab.page().mouse().wheel(0, 100);
        tab.page().keyboard().up("Control");
        awaitSpan(span * 1.125);
    }

    @Test
    void lanesOfThousandsAreFewInTheDocumentAndThoseWithWorkComeFirst() {
        for (int first = 2; first <= 5_000; first += 1_000) {
            ArrayNode batch = JsonNodeFactory.instance.arrayNode();
            for (int n = first; n < Math.min(5_001, first + 1_000); n++) {
                batch.addObject().put("type", "register_agent").put("agent_id", "agent" + n);
            }
            assertThat(rest.send("POST", "/commands", batch.toString()).statusCode())
                    .isEqualTo(200);
        }
        submitMany(2);
        work("agent4999", "t1");
        work("agent77", "t2");
        rest.complete("t2", "agent77", "1");
        open("&view=timeline");
        awaitFound(2);

        tab.await("[data-lane=agent4999] + [data-lane=agent77] + [data-lane=agent1]");
        Locator lanes = tab.find("[data-lane]");
        assertThat(lanes.count()).isLessThan(60);
        tab.evaluate("document.querySelector('.lanes').scrollTop = 1e6");
        tab.await("[data-lane=agent5000]");
        assertThat(lanes.count()).isLessThan(60);
        tab.find("#main input[type=search]").fill("agent49");
        tab.await("[data-lane=agent4999]");
        tab.awaitGone("[data-lane=agent77]");
    }

    @Test
    void logThatCannotBeReadIsSaidAndReadAgain() {
        submitMany(1);
        work("agent1", "t1");
        fail("agent1", "t1", true);
        open("");
        tab.page().route("**/events?*", Route::abort);
        tab.find("[data-view=timeline]").first().click();
        tab.await("[data-older=failed]:has-text('The log could not be read')");
        tab.page().unroute("**/events?*");

        tab.find("[data-action=older]").click();

        awaitFound(1);
        tab.awaitGone("[data-older]");
        assertThat(tab.errors()).isNotEmpty().allMatch(error -> error.contains("ERR_FAILED"));
        tab.close();
        tab = null;
    }

    /** The log is read from its end to its beginning while new events come: what is shown must not depend on that. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void attemptsAreTheSameInWhateverOrderTheEventsCame(long seed) {
        Random random = Seeds.random("attemptsAreTheSameInWhateverOrderTheEventsCame", seed);
        rest.register("agent2");
        submitMany(6);
        for (int step = 0; step < 40; step++) {
            String agent = "agent" + (1 + random.nextInt(2));
            String task = "t" + (1 + random.nextInt(6));
            switch (random.nextInt(6)) {
                case 0, 1 -> rest.send("POST", "/agents/" + agent + "/claim?wait=0s", "{}");
                case 2 -> rest.send("POST", "/tasks/" + task + "/start", "{\"agent_id\":\"" + agent + "\"}");
                case 3 -> fail(agent, task, true);
                case 4 -> rest.send("POST", "/tasks/" + task + "/reassign", "{\"agent_id\":\"" + agent + "\"}");
                default -> rest.send("POST", "/tasks/" + task + "/complete", "{\"agent_id\":\"" + agent + "\"}");
            }
        }
        open("");
        Patience.await().until(() -> tab.cursor().equals(rest.cursor()));

        List<?> seen = (List<?>) tab.evaluate("""
                async (start) => {
                  const { Attempts } = await import('/app/attempts.js');
                  const { events } = await swarmbot.poll({ after: start, limit: 1000 });
                  const half = Math.floor(events.length / 2);
                  const orders = [events, events.toReversed(), [...events.slice(half), ...events.slice(0, half)]];
                  return orders.map((order) => {
                    const attempts = new Attempts({ tasks: new Map() });
                    for (const event of order) attempts.note(event);
                    const bars = [...attempts.all()].map(({ id, agent, from, to, outcome, why }) =>
                      [id, agent, from, to, outcome, why].join());
                    return bars.sort().join(' ');
                  });
                }
                """, start());

        assertThat(seen.get(0).toString()).contains("t1#1,agent");
        assertThat(seen).allMatch(seen.get(0)::equals);
    }

    @Test
    void oldestAttemptsAreGivenUpWhenThereAreTooMany() {
        open("");

        List<?> kept = (List<?>) tab.evaluate("""
                async () => {
                  const { Attempts } = await import('/app/attempts.js');
                  const attempts = new Attempts({ tasks: new Map() });
                  for (let n = 1; n <= 30000; n++) {
                    const timestamp = new Date(1.8e12 + n).toISOString();
                    const of = { type: 'task_status_changed', task_id: `t${n}`, attempt: 1, assigned_agents: [`a${n % 7}`], timestamp };
                    attempts.note({ ...of, cursor: `e-${2 * n}`, status: 'assigned' });
                    // The first one goes on, so it stays.
                    if (n > 1) attempts.note({ ...of, cursor: `e-${2 * n + 1}`, status: 'completed' });
                  }
                  const lanes = [...attempts.agents()].reduce((sum, agent) => sum + attempts.lane(agent).bars.length, 0);
                  return [attempts.size + attempts.leftOut, attempts.size, lanes === attempts.size,
                    !!attempts.find('t1#1'), !!attempts.find('t2#1'), !!attempts.find('t30000#1')];
                }
                """);

        assertThat(kept.get(0)).isEqualTo(30_000);
        assertThat((Integer) kept.get(1)).isBetween(20_000, 22_000);
        assertThat(kept.subList(2, 6)).isEqualTo(List.of(true, true, false, true));
    }

    /** The place of the first event. */
    private String start() {
        return rest.cursor().replaceFirst("-\\d+$", "-0");
    }
}
