package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The views of the dashboard: finding tasks and agents, looking at one, and steering many. */
@QuarkusTest
@Tag("stress-only")
class DashboardViewsQuarkusTest extends DashboardViews {

    private JsonNode task(String id) {
        return Rest.json(rest.get("/tasks/" + id));
    }

    private void awaitFound(int count) {
        tab.await("#task-count[data-found='" + count + "']");
    }

    @Test
    void addressSaysWhatIsShownAndBackAndForwardWork() {
        submitMany(4);
        open("");
        tab.find("[data-view=tasks]").first().click();
        awaitFound(4);
        tab.find("[data-filter=pending]").click();
        // The browser selects what it replaces first: if the page wrote into the field then, both texts would be in it.
        Patience.await().until(() -> tab.find("#query").inputValue().equals("status:pending"));
        tab.find("#query").fill("status:pending type:even");
        awaitFound(2);
        assertThat(tab.page().url()).contains("view=tasks").contains("q=status%3Apending+type%3Aeven");
        tab.find("[data-row=t2] .row-link").click();
        tab.await("[data-detail=t2]");
        assertThat(tab.page().url()).contains("task=t2");

        tab.page().goBack();
        tab.awaitGone("[data-detail]");
        awaitFound(2);
        tab.page().goBack();
        awaitFound(4);
        tab.page().goForward();
        tab.page().goForward();
        tab.await("[data-detail=t2]");
        tab.page().reload();
        tab.await("[data-detail=t2] .status:has-text('Pending')");
        awaitFound(2);
        assertThat(tab.page().title()).contains("Tasks").contains(rest.swarm());
    }

    @Test
    void queryLineOffersHowToGoOnAndSaysWhatIsWrong() {
        submitMany(4);
        open("&view=tasks");
        awaitFound(4);

        tab.find("#query").fill("typ");
        tab.await("#query-offers [role=option]:has-text('type:')");
        tab.page().keyboard().press("ArrowDown");
        tab.page().keyboard().press("Enter");
        tab.await("#query-offers [role=option]:has-text('type:odd')");
        tab.page().keyboard().press("ArrowDown");
        tab.page().keyboard().press("Enter");
        assertThat(tab.find("#query").inputValue()).isEqualTo("type:even ");
        awaitFound(2);
        tab.find("#query").fill("type:even status:faild");
        tab.await("#query-problem:has-text('Character 18')");
        awaitFound(2);
    }

    /** The page looks in its own state, the service in its own: both must mean the same. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void pageAndServiceMeanTheSameByAQuery(long seed) {
        Random random = Seeds.random("pageAndServiceMeanTheSameByAQuery", seed);
        rest.register("agent2", "{\"capabilities\":[\"gpu\"]}");
        submitMany(12);
        rest.send("POST", "/tasks", "{\"id\":\"g1\",\"type\":\"render\",\"requirements\":[\"gpu\"],\"priority\":1}");
        rest.send(
                "POST",
                "/tasks",
                "{\"id\":\"late\",\"type\":\"odd\",\"dependencies\":[\"t1\"],"
                        + "\"description\":\"Say \\\"hi\\\" to E_DISK\"}");
        for (String agent : List.of("agent1", "agent2", "agent1")) {
            String held = rest.claim(agent, "0s").path("id").asText();
            rest.start(held, agent);
            rest.progress(held, agent, 40);
            if (random.nextBoolean()) {
                rest.send(
                        "POST",
                        "/tasks/" + held + "/fail",
                        "{\"agent_id\":\"" + agent + "\",\"error\":{\"code\":\"E_DISK\"},\"retry\":false}");
            }
        }
        rest.cancel("t12");
        List<String> terms = List.of(
                "status:open",
                "status:failed,canceled",
                "status:finished",
                "type:even",
                "type:o*",
                "id:t1*",
                "agent:*",
                "agent:agent1",
                "requires:gpu",
                "depends_on:t1",
                "priority<5",
                "priority:5",
                "attempt>=1",
                "progress>30",
                "progress<=40",
                "waiting>1h",
                "waiting<1h",
                "running<1h",
                "submitted<1h",
                "ended<1h",
                "updated>1h",
                "e_disk",
                "\"say \\\"HI\\\"\"",
                "rend",
                "alert:stuck",
                "part_of:x");
        List<String> queries = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            StringBuilder query = new StringBuilder();
            for (int term = random.nextInt(3); term >= 0; term--) {
                query.append(random.nextInt(3) == 0 ? "-" : "")
                        .append(terms.get(random.nextInt(terms.size())))
                        .append(' ');
            }
            queries.add(query.toString().strip());
        }
        open("");
        await().until(() -> tab.cursor().equals(rest.cursor()));

        Object different = tab.evaluate("""
                async (queries) => {
                  const { parseQuery } = await import('/app/query.js');
                  const different = [];
                  for (const q of queries) {
                    const { matches } = parseQuery(q);
                    const here = [...swarmbot.state.tasks.values()].filter((task) => matches(task, Date.now()));
                    const { tasks } = await swarmbot.tasks({ q, limit: 1000 });
                    const [a, b] = [here, tasks].map((each) => each.map(({ id }) => id).sort().join());
                    if (a !== b) different.push(`${q}: here ${a}, there ${b}`);
                  }
                  return different;
                }
                """, queries);

        assertThat((List<?>) different).isEmpty();
    }

    @Test
    void tableOfThousandsHasFewRowsInTheDocumentAndTheKeyboardReachesEach() {
        submitMany(1_000);
        open("&view=tasks&sort=id");
        awaitFound(1_000);
        tab.await("[data-row=t1]");
        assertThat(tab.find("tbody tr").count()).isLessThan(100);

        tab.find("[data-row=t1] .row-link").focus();
        tab.page().keyboard().press("End");
        tab.await("[data-row=t1000] .row-link:focus");
        tab.page().keyboard().press("ArrowUp");
        tab.await("[data-row=t999] .row-link:focus");
        assertThat(tab.find("tbody tr").count()).isLessThan(100);
        tab.page().keyboard().press("Enter");
        tab.await("[data-detail=t999]");
        tab.page().keyboard().press("Escape");
        tab.await("[data-row=t999] .row-link:focus");
    }

    @Test
    void rowsStandStillUnderThePointerAndTheNewOnesWait() {
        rest.submit("task5");
        open("");
        tab.await("[data-task=task5] .id").hover();

        rest.send("POST", "/tasks", "{\"id\":\"first\",\"type\":\"work\",\"priority\":1}");

        tab.await(".still:has-text('1 new')");
        assertThat(tab.find("[data-task]").count()).isEqualTo(1);
        rest.claim("agent1", "0s");
        rest.cancel("task5");
        tab.await("[data-task=task5][data-status=canceled][data-gone]");
        assertThat(tab.find("[data-task]").count()).isEqualTo(1);
        tab.find("#task-count").hover();
        tab.await("[data-task=first]");
        tab.awaitGone("[data-task=task5]");
    }

    @Test
    void focusStaysWhereItIsWhileTheListChanges() {
        rest.submit("task5");
        open("");
        tab.await("[data-task=task5] .row-title").focus();

        rest.send("POST", "/tasks", "{\"id\":\"first\",\"type\":\"work\",\"priority\":1}");
        rest.claim("agent1", "0s");
        String end = rest.claim("agent1", "0s").path("id").asText();

        assertThat(end).isEqualTo("task5");
        tab.await("[data-task=task5][data-status=assigned]");
        tab.await("[data-task=task5] .row-title:focus");
        tab.await(".still:has-text('1 new')");
        tab.evaluate("document.querySelector('[data-action=show-new]').click()");
        tab.await("[data-task=first] + [data-task=task5]");
        tab.await("[data-task=task5] .row-title:focus");
    }

    @Test
    void cancelIsAskedAgainIfTheTaskIsAnotherByThen() {
        rest.submit("task1");
        open("");
        tab.find("[data-task=task1] [data-action=cancel]").click();
        tab.await("[data-action=confirm-cancel]:has-text('Cancel task1?')");
        rest.claim("agent1", "0s");
        tab.await("[data-task=task1][data-status=assigned]");

        tab.find("[data-action=confirm-cancel]").click();

        tab.await("[data-action=confirm-cancel]:has-text('task1 is assigned now')");
        assertThat(task("task1").path("status").asText()).isEqualTo("assigned");
        tab.find("[data-action=confirm-cancel]").click();
        tab.await("[data-task=task1][data-status=canceled]");
    }

    @Test
    void actionOnAllThatMatchIsDoneOnceWithOneReasonAndSaysWhatWasRefused() {
        submitMany(450);
        open("&view=tasks&q=type:odd");
        awaitFound(225);
        tab.find("thead .check input").check();
        tab.await(".bulk:has-text('225 selected')");
        tab.find("[data-action=bulk-cancel]").click();
        tab.find(".bulk [name=reason]").fill("not needed");
        rest.cancel("t1");
        rest.claim("agent1", "0s");

        tab.find("[data-action=bulk-confirm]").click();

        tab.await("[data-bulk=over] [data-done='225'][data-refused='0'][data-left='0']");
        assertThat(Rest.json(rest.get("/tasks?q=type:odd%20status:canceled&limit=1000"))
                        .path("tasks"))
                .hasSize(225);
        assertThat(Rest.json(rest.get("/tasks?q=type:even%20status:canceled")).path("tasks"))
                .isEmpty();
        String canceled = rest.get("/events?types=task_status_changed&task=t3&after=" + start())
                .body();
        assertThat(canceled).contains("\"reason\":\"not needed\"").contains("\"receipt\"");
        tab.find("[data-action=bulk-dismiss]").click();
        tab.awaitGone("[data-bulk]");
    }

    @Test
    void refusedCommandsOfAnActionAreToldWithTheirReasons() {
        submitMany(3);
        open("&view=tasks");
        awaitFound(3);
        tab.find("thead .check input").check();
        tab.find("[data-action=bulk-retry]").click();
        rest.cancel("t2");

        tab.find("[data-action=bulk-confirm]").click();

        tab.await("[data-bulk=over] [data-done='1'][data-refused='2'][data-left='0']");
        tab.find(".bulk summary").click();
        tab.await(".reasons li:has-text('t1')");
    }

    @Test
    void actionThatAReloadBrokeOffGoesOnWithoutDoingAnythingTwice() {
        submitMany(300);
        ArrayNode cancel = JsonNodeFactory.instance.arrayNode();
        for (int n = 1; n <= 300; n++) {
            cancel.addObject().put("type", "cancel_task").put("task_id", "t" + n);
        }
        rest.send("POST", "/commands", cancel.toString());
        open("&view=tasks&q=status:canceled");
        awaitFound(300);
        tab.page().route("**/commands", route -> {
            // The first batch is done, and its answer lost.
            route.fetch();
            route.abort();
        });
        tab.find("thead .check input").check();
        tab.find("[data-action=bulk-retry]").click();
        tab.find("[data-action=bulk-confirm]").click();
        tab.await("[data-bulk] [role=alert]");
        assertThat(Rest.json(rest.get("/tasks?q=status:pending&limit=1000")).path("tasks"))
                .hasSize(200);
        tab.page().unroute("**/commands");
        tab.page().reload();

        tab.await("[data-bulk=stopped] [data-left='300']");
        tab.find("[data-action=bulk-go-on]").click();

        tab.await("[data-bulk=over] [data-done='300'][data-refused='0']");
        assertThat(Rest.json(rest.get("/tasks?q=status:pending&limit=1000")).path("tasks"))
                .hasSize(300);
        assertThat(tab.errors()).allMatch(error -> error.contains("ERR_FAILED"));
        tab.close();
        tab = null;
    }

    @Test
    void actionStopsBetweenTwoBatches() {
        submitMany(450);
        open("&view=tasks");
        awaitFound(450);
        List<Route> held = new ArrayList<>();
        tab.page().route("**/commands", held::add);
        tab.find("thead .check input").check();
        tab.find("[data-action=bulk-priority]").click();
        tab.find(".bulk [name=value]").fill("2");

        tab.find("[data-action=bulk-confirm]").click();
        tab.find("[data-action=bulk-stop]").click();
        await().until(() -> {
            tab.evaluate("0");
            return !held.isEmpty();
        });
        // The action goes on, or stops, whichever view is shown.
        tab.find("[data-view=agents]").first().click();
        tab.await("[data-row=agent1]");
        held.get(0).resume();
        tab.find("[data-view=tasks]").first().click();

        tab.await("[data-bulk=stopped] [data-done='200'][data-left='250']");
        assertThat(Rest.json(rest.get("/tasks?q=priority:2&limit=1000")).path("tasks"))
                .hasSize(200);
    }

    @Test
    void detailSaysWhyATaskWaitsAndWhatBecameOfIt() {
        rest.send(
                "POST", "/tasks", "{\"id\":\"task1\",\"type\":\"render\",\"input\":{\"frame\":7},\"max_attempts\":5}");
        rest.send("POST", "/tasks", "{\"id\":\"task2\",\"type\":\"cut\",\"dependencies\":[\"task1\"]}");
        rest.claim("agent1", "0s");
        rest.start("task1", "agent1");
        rest.send("POST", "/tasks/task1/reassign", "{\"actor\":\"ann\",\"reason\":\"wrong <b>machine</b>\"}");
        open("&view=tasks&task=task2");
        tab.await("[data-why=dependencies]:has-text('task1')");
        tab.find("[data-node=task1] a").click();
        tab.await("[data-detail=task1]");

        tab.await("[data-json=input] pre:has-text('\"frame\": 7')");
        tab.await("[data-attempt='1'] .event-text:has-text('by ann: wrong <b>machine</b>')");
        tab.await("[data-node=task2]");
        tab.await("[data-why=nobody_asks]");
        rest.claim("agent1", "0s");
        rest.start("task1", "agent1");
        rest.progress("task1", "agent1", 30);
        rest.send("POST", "/tasks/task1/fail", "{\"agent_id\":\"agent1\",\"error\":{\"code\":\"E\"},\"retry\":false}");
        tab.await("[data-attempt='2'] .event-text:has-text('failed by agent1')");
        tab.await("[data-json=error] pre:has-text('\"code\": \"E\"')");
        tab.awaitGone(".why");
    }

    @Test
    void detailSteersATaskWithAReason() {
        rest.submit("task1");
        open("&view=tasks&task=task1");
        tab.find(".actions [name=reason]").fill("urgent");
        tab.find(".actions [name=priority]").fill("1");
        tab.find("[data-action=priority]").click();
        await().until(() -> task("task1").path("priority").asInt() == 1);
        tab.find(".actions [name=reason]").fill("no use");
        tab.find(".actions [data-action=cancel]").click();
        tab.find(".actions [data-action=confirm-cancel]").click();
        tab.await("[data-detail=task1] .status:has-text('Canceled')");
        tab.await(".timeline .event-text:has-text('no use')");
        tab.find(".actions [data-action=retry]").click();
        tab.await("[data-detail=task1] .status:has-text('Pending')");
    }

    @Test
    void taskIsTriedAgainWithAnotherInput() {
        rest.send(
                "POST",
                "/tasks",
                "{\"id\":\"task1\",\"type\":\"render\",\"input\":{\"frame\":7,\"of\":9},\"priority\":3}");
        rest.cancel("task1");
        open("&view=tasks&task=task1");
        tab.find("[data-action=edit-input]").click();
        tab.find("#edit-input").fill("{\"frame\":8,\"of\":9}");
        tab.await(".diff [data-sign='-']:has-text('7')");
        tab.await(".diff [data-sign='+']:has-text('8')");

        tab.find("[data-action=submit-again]").click();

        tab.await("[data-detail]:not([data-detail=task1]) [data-json=input] pre:has-text('8')");
        JsonNode again = Rest.json(rest.get("/tasks?q=status:open")).at("/tasks/0");
        assertThat(again.path("input").toString()).isEqualTo("{\"frame\":8,\"of\":9}");
        assertThat(again.path("priority").asInt()).isEqualTo(3);
    }

    @Test
    void unknownTaskIsSaidToBeUnknown() {
        open("&view=tasks&task=none");

        tab.await("[data-detail=none]:has-text('There is no such task')");
        assertThat(tab.errors()).allMatch(error -> error.contains("404"));
        tab.close();
        tab = null;
    }

    @Test
    void inboxIsAnsweredInPlaceAndTheAnswerIsJson() {
        Rest other = Rest.inNewSwarm(server);
        other.register("agent1");
        // It waits longer, and its task has the same id.
        for (Rest each : List.of(other, rest)) {
            each.submit("task1");
            each.claim("agent1", "0s");
            each.start("task1", "agent1");
            each.send(
                    "POST",
                    "/tasks/task1/request-input",
                    "{\"agent_id\":\"agent1\",\"question\":{\"text\":\"Skip page 2?\",\"page\":2}}");
        }
        open("&view=inbox");
        String entry = "[data-entry=task1][data-swarm=" + rest.swarm() + "]";
        tab.await("[data-entry=task1][data-swarm=" + other.swarm() + "] input");
        tab.await(entry + " label:has-text('Skip page 2?')");
        tab.await(".nav [data-view=inbox] [data-count]");
        assertThat(tab.page().title()).startsWith("(");

        tab.find(entry + " label").click();
        tab.await(entry + " input:focus");
        tab.find(entry + " input").fill("true");
        tab.await(entry + " .answer-kind:has-text('true or false')");
        tab.find(entry + " .primary").click();

        await().until(() -> task("task1").path("answer").isBoolean());
        tab.find("#inbox-title").click();
        tab.find("#inbox-title").hover();
        tab.awaitGone(entry);
        assertThat(other.snapshot().at("/tasks/0/status").asText()).isEqualTo("input_required");
    }

    @Test
    void agentIsFoundLookedAtPausedAndRemoved() {
        rest.register("agent2", "{\"name\":\"Grace\",\"capabilities\":[\"gpu\"]}");
        rest.submit("task1");
        rest.claim("agent1", "0s");
        open("&view=agents");
        tab.await("[data-row=agent1]");
        tab.find("#main input[type=search]").fill("gpu");
        tab.awaitGone("[data-row=agent1]");
        tab.find("[data-row=agent2] .row-link").click();
        tab.await("[data-agent-detail=agent2] h2:has-text('Grace')");
        tab.find(".actions [name=reason]").fill("maintenance");
        tab.find("[data-action=pause]").click();
        tab.await("[data-agent-detail=agent2] .tag:has-text('Paused')");
        tab.await(".moment:has-text('maintenance')");
        tab.find("[data-action=resume]").click();
        tab.await("[data-action=pause]");
        tab.find("[data-action=remove]").click();
        tab.find("[data-action=confirm-remove]:has-text('Remove agent2?')").click();
        tab.await("[data-agent-detail=agent2]:has-text('This agent is not here')");
        assertThat(Rest.json(rest.get("/agents")).path("agents")).hasSize(1);
    }

    /** The place of the first event. */
    private String start() {
        return rest.cursor().replaceFirst("-\\d+$", "-0");
    }
}
