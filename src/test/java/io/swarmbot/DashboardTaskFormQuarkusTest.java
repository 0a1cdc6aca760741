package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The form for a new task: what is wrong stands beside each field, and templates of it are kept. */
@QuarkusTest
@Tag("stress-only")
class DashboardTaskFormQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    private Rest rest;
    private Tab tab;

    @BeforeEach
    void openForm() {
        rest = Rest.inNewSwarm(server);
        tab = Browser.open(server, rest.swarm());
        tab.awaitLive();
        openTheForm();
    }

    @AfterEach
    void closePage() {
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.violations()).isEmpty();
        tab.close();
    }

    private void openTheForm() {
        tab.find("[data-action=new-task]").first().click();
        tab.await("#task-type:focus");
    }

    private void fill(String type, String input) {
        tab.find("#task-type").fill(type);
        tab.find("#task-input").fill(input);
    }

    private void save(String name) {
        tab.find("[data-action=save-template]").click();
        tab.await("#template-name:focus").fill(name);
        tab.page().keyboard().press("Enter");
        tab.awaitGone("#template-name");
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndGoesAsItIsMended() {
        String before = rest.cursor();
        fill("no name", "{\"files\": ");
        tab.find("#task-requirements").fill("text, +gpu");
        tab.find("#task-priority").fill("11");

        tab.find("[data-action=submit]").click();

        tab.await("#task-type-problem:has-text('A type is one word')");
        tab.await("#task-requirements-problem:has-text('“+gpu” is no capability')");
        tab.await("#task-priority-problem:has-text('from 1')");
        tab.await("#task-input-problem:has-text('not JSON')");
        tab.await("#task-type[aria-invalid=true]:focus");
        assertThat(rest.cursor()).as("nothing was submitted").isEqualTo(before);
        tab.find("#task-type").fill("work");
        await().until(() -> tab.find("#task-type-problem").textContent().isEmpty());
        assertThat(tab.find("#task-type[aria-invalid]").count()).isZero();
        tab.find("#task-requirements").fill("text");
        tab.find("#task-priority").fill("2");
        tab.find("#task-input").fill("[1.50]");
        tab.find("[data-action=submit]").click();
        tab.await("[data-task][data-status=pending]");
        assertThat(rest.snapshotText()).contains("\"input\":[1.50]");
    }

    @Test
    void templateIsSavedUsedAndDeletedAndBelongsToItsSwarm() {
        fill("word-count", "{\"big\": 9007199254740993}");
        tab.find("#task-priority").fill("2");
        save("Count <b>words</b>");
        assertThat(rest.snapshot().path("tasks")).as("saving submits nothing").isEmpty();
        tab.page().reload();
        tab.awaitLive();
        openTheForm();
        assertThat(tab.find("#task-type").inputValue()).isEmpty();

        tab.find("#template").selectOption("Count <b>words</b>");

        assertThat(tab.find("#task-type").inputValue()).isEqualTo("word-count");
        assertThat(tab.find("#task-priority").inputValue()).isEqualTo("2");
        tab.find("[data-action=submit]").click();
        tab.await("[data-task][data-status=pending]");
        assertThat(rest.snapshotText()).contains("\"input\":{\"big\":9007199254740993}");
        Rest other = Rest.inNewSwarm(server);
        tab.page().navigate(server + "?swarm=" + other.swarm());
        tab.awaitLive();
        openTheForm();
        assertThat(tab.find("#template").count()).as("of another swarm").isZero();
        tab.page().navigate(server + "?swarm=" + rest.swarm());
        tab.awaitLive();
        openTheForm();
        tab.find("#template").selectOption("Count <b>words</b>");
        tab.find("[data-action=delete-template]").click();
        tab.await("[data-action=confirm-delete-template]:has-text('Delete Count <b>words</b>?')")
                .click();
        tab.awaitGone("#template");
        assertThat(tab.evaluate("localStorage.length")).isEqualTo(0);
    }

    @Test
    void templateOfTheSameNameTakesThePlaceOfTheOneBefore() {
        fill("first", "1");
        save("mine");
        fill("second", "2");
        save("mine");
        tab.find("#template").selectOption("");
        tab.find("#template").selectOption("mine");

        assertThat(tab.find("#task-type").inputValue()).isEqualTo("second");
        assertThat(tab.find("#template option").count()).isEqualTo(2);
        tab.find("[data-action=save-template]").click();
        tab.find("#template-name").fill("  ");
        tab.find("[data-action=keep-template]").click();
        tab.await("#template-problem:has-text('needs a name')");
        tab.await("#template-name:focus");
        tab.page().keyboard().press("Escape");
        tab.awaitGone("#template-name");
        assertThat(tab.find("#task-form").isVisible()).isTrue();
    }
}
