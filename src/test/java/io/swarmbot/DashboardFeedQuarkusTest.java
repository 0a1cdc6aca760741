package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The feed of the dashboard: finding events, holding them, going back in the log, and taking it along. */
@QuarkusTest
@Tag("stress-only")
class DashboardFeedQuarkusTest extends DashboardViews {

    private void awaitFound(int count) {
        tab.await("#event-count[data-found='" + count + "']");
    }

    private void awaitWaiting(int count) {
        tab.await("[data-waiting='" + count + "']");
    }

    private List<String> shown() {
        return tab.find("tbody tr[data-row]").all().stream()
                .map(row -> row.getAttribute("data-row"))
                .toList();
    }

    /** The event of that number. */
    private String cursor(int number) {
        return rest.cursor().replaceFirst("-\\d+$", "-" + number);
    }

    /** The lines of the file that the page offers when the export is over. */
    private List<String> exported(String state) throws IOException {
        // The dialog in which people choose a file cannot be tested; without it the page offers a download.
        tab.evaluate("delete window.showSaveFilePicker");
        Download download = tab.page().waitForDownload(() -> {
            tab.find("[data-action=export]").click();
            tab.await("[data-export=" + state + "]");
        });
        return Files.readAllLines(download.path());
    }

    @Test
    void filterIsInTheAddressAndMeetsTypesAgentsTasksAndWords() {
        submitMany(3);
        rest.claim("agent1", "0s");
        rest.start("t1", "agent1");
        open("&view=feed");
        // Registered, three submitted, and two for each of assigned and busy, and running.
        awaitFound(7);

        tab.find("#query").fill("type:task_submitted");
        awaitFound(3);
        tab.find("#query").fill("type:task_* task:t1 -type:task_submitted");
        awaitFound(2);
        tab.find("#query").fill("agent:agent*");
        awaitFound(4);
        tab.find("#query").fill("\"even submitted\"");
        awaitFound(1);
        assertThat(tab.page().url()).contains("q=%22even+submitted%22");
        rest.send("POST", "/tasks", "{\"id\":\"later\",\"type\":\"even\"}");
        awaitFound(2);
        tab.page().reload();
        awaitFound(2);
        tab.find("#query").fill("\"even submitted\" kind:x");
        tab.await("#query-problem:has-text('Character 18: there is no field')");
        tab.find("#query").fill("nothing of this");
        tab.await("[data-empty=found] a").click();
        awaitFound(8);
    }

    @Test
    void pausedFeedStandsStillAndNothingOfWhatComesIsLost() {
        submitMany(3);
        open("&view=feed");
        awaitFound(4);
        tab.find("[data-action=hold]").click();
        tab.await("[data-action=hold][aria-pressed=true]");
        List<String> before = shown();

        submitMany(4, 6);

        awaitWaiting(3);
        assertThat(shown()).isEqualTo(before);
        tab.find("[data-action=hold]").click();
        awaitFound(7);
        assertThat(shown())
                .containsExactly(cursor(7), cursor(6), cursor(5), cursor(4), cursor(3), cursor(2), cursor(1));
    }

    @Test
    void feedStandsStillUnderThePointerAndWhoeverReadsFartherDown() {
        submitMany(100);
        open("&view=feed");
        awaitFound(101);
        tab.find("[data-row='" + cursor(101) + "']").hover();
        submitMany(101, 101);
        awaitWaiting(1);
        tab.find("#feed-title").hover();
        awaitFound(102);

        tab.evaluate("document.querySelector('.virtual').scrollTop = 900");
        tab.await(".feed-line:has-text('Standing still')");
        submitMany(102, 103);

        awaitWaiting(2);
        tab.find("[data-action=show-new]").click();
        awaitFound(104);
        tab.await("[data-row='" + cursor(104) + "']");
    }

    @Test
    void whatWasGivenUpWhileTheFeedStoodStillIsLoadedFromTheLogAgain() {
        open("&view=feed&q=type:agent_*");
        awaitFound(1);
        tab.find("[data-action=hold]").click();
        tab.await("[data-action=hold][aria-pressed=true]");
        submitMany(3_500);
        awaitWaiting(3_500);
        tab.await("[data-dropped='1000']");

        tab.find("[data-action=hold]").click();

        // The agent, and the gap, which is there whatever is looked for.
        awaitFound(2);
        tab.await("[data-row=gap-1002]:has-text('1,000 events are not shown here')");
        tab.find("[data-action=fill]").click();
        tab.awaitGone("[data-row=gap-1002]");
        tab.find("#query").fill("");
        awaitFound(3_501);
    }

    @Test
    void olderEventsComeFromTheLogWhenSomebodyAsks() {
        submitMany(1_500);
        open("&view=feed");
        awaitFound(200);
        tab.find("[data-action=older]").click();
        awaitFound(1_200);
        tab.find("[data-action=older]").click();
        awaitFound(1_501);
        tab.await("[data-older=whole]");
    }

    @Test
    void eventLeadsToItsTaskAndItsAgentAndShowsAllOfItself() {
        submitMany(1);
        rest.claim("agent1", "0s");
        open("&view=feed");
        awaitFound(4);
        String assigned = cursor(3);
        tab.find("[data-row='" + assigned + "'] .row-link").focus();
        tab.page().keyboard().press("Enter");
        tab.await("[data-event-detail='" + assigned + "'] pre:has-text('\"status\": \"assigned\"')");
        assertThat(tab.page().url()).contains("event=" + assigned);
        tab.page().keyboard().press("Escape");
        tab.await("[data-row='" + assigned + "'] .row-link:focus");
        tab.page().keyboard().press("ArrowDown");
        tab.await("[data-row='" + cursor(2) + "'] .row-link:focus");

        tab.find("[data-row='" + assigned + "'] .subject").click();
        tab.await("[data-detail=t1]");
        tab.page().goBack();
        tab.find("[data-row='" + assigned + "'] .row-link").click();
        tab.find("[data-event-detail] .event-links a:has-text('agent1')").click();
        tab.await("[data-agent-detail=agent1]");
    }

    @Test
    void eventThatThePageDoesNotHaveIsAskedOfTheService() {
        submitMany(400);
        open("&view=feed&event=" + cursor(2));
        tab.await("[data-event-detail] pre:has-text('task_submitted')");
        tab.close();
        open("&view=feed&event=" + cursor(9_999));
        tab.await("[data-event-detail]:has-text('not in the log')");
    }

    @Test
    void exportHasEachEventOfTheLogOnALineOfItsOwn() throws IOException {
        rest.send("POST", "/tasks", "{\"id\":\"big\",\"type\":\"work\",\"input\":{\"n\":12345678901234567890}}");
        submitMany(2_300);
        open("&view=feed");
        awaitFound(200);

        List<String> lines = exported("over");

        assertThat(lines).hasSize(2_302);
        assertThat(lines.get(1)).contains("\"n\":12345678901234567890");
        assertThat(Rest.json(rest.get("/events?limit=1&after=" + cursor(2_301)))
                        .at("/events/0")
                        .toString())
                .isEqualTo(lines.get(2_301));
        tab.find("[data-action=export-dismiss]").click();
        tab.find("#query").fill("type:task_submitted even");
        tab.await("[data-action=export]:has-text('Export what matches')");
        assertThat(exported("over")).hasSize(1_150).allMatch(line -> line.contains("\"type\":\"even\""));
    }

    @Test
    void exportThatIsStoppedHasWhatWasRead() throws IOException {
        submitMany(2_300);
        open("&view=feed");
        awaitFound(200);
        List<Route> held = new ArrayList<>();
        tab.page().route("**/events?after=*-1000&limit=1000", held::add);
        tab.evaluate("delete window.showSaveFilePicker");
        tab.find("[data-action=export]").click();
        tab.await("[data-export=running][data-written='1000']");

        Download download = tab.page()
                .waitForDownload(() -> tab.find("[data-action=export-stop]").click());

        tab.await("[data-export=stopped]:has-text('1,000 events are in the file')");
        assertThat(Files.readAllLines(download.path())).hasSize(1_000);
    }

    @Test
    void logThatCannotBeReadIsSaidAndReadAgain() {
        submitMany(400);
        open("");
        tab.page().route("**/events?*", Route::abort);
        tab.find("[data-view=feed]").first().click();
        tab.await("[data-older=failed]:has-text('The log could not be read')");
        tab.page().unroute("**/events?*");

        tab.find("[data-action=older]").click();

        tab.await("[data-older=whole]");
        assertThat(tab.errors()).isNotEmpty().allMatch(error -> error.contains("ERR_FAILED"));
        tab.close();
        tab = null;
    }

    @Test
    void timesAreInTheZoneOfThePersonAndTheirTitlesInUtc() {
        submitMany(1);
        open("&view=feed");
        awaitFound(2);
        JsonObject zone = new JsonObject();
        zone.addProperty("timezoneId", "Asia/Kathmandu");
        tab.page().context().newCDPSession(tab.page()).send("Emulation.setTimezoneOverride", zone);
        tab.page().reload();
        awaitFound(2);

        String wrong = (String) tab.evaluate("""
                [...document.querySelectorAll('main time')].filter((time) => {
                  const there = new Date(Date.parse(time.dateTime) + 345 * 60000).toISOString();
                  return !time.title.includes(`${time.dateTime} (UTC)`) || time.textContent.trim() !== there.slice(11, 19);
                }).map((time) => time.outerHTML).join()
                """);

        assertThat(tab.find("main time").count()).isEqualTo(2);
        assertThat(wrong).isEmpty();
    }
}
