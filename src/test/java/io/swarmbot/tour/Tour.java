package io.swarmbot.tour;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.nio.file.Path;

/** Walks through the views of the dashboard, and has a picture made of each. */
final class Tour {

    private final Rest rest;
    private final Tab tab;
    private final Photographer photographer;

    /** @param tab opened when the story began, so that the rates on it are those of the story */
    Tour(Rest rest, Tab tab, Path folder) {
        this.rest = rest;
        this.tab = tab;
        this.photographer = new Photographer(folder);
    }

    void walk() {
        for (Photographer.Look look : Photographer.Look.values()) {
            look.apply(tab.page());
            views(look);
            dialogs(look);
        }
        try (Tab empty =
                Browser.open(rest.server(), Rest.inNewSwarm(rest.server()).swarm())) {
            for (Photographer.Look look : Photographer.Look.values()) {
                look.apply(empty.page());
                empty.await("[data-empty=agents]");
                photographer.take(empty, "first-run", look);
            }
        }
    }

    private void views(Photographer.Look look) {
        picture(look, "overview", "overview", "", "[data-task='guide-checkout']");
        picture(look, "needs-you", "inbox", "", "[data-entry='guide-checkout']");
        picture(look, "agents", "agents", "", "[data-row='writer-2']");
        picture(look, "agent", "agents", "&agent=writer-2", "[data-agent-detail='writer-2'] .moment");
        picture(look, "tasks", "tasks", "", "[data-row='guide-checkout']");
        picture(look, "board", "tasks", "&layout=board", "[data-card='guide-checkout']");
        show("tasks", "&task=examples-payments", "[data-detail='examples-payments'] [data-attempt='2']");
        tab.find("[data-detail='examples-payments'] [data-attempt='1']").scrollIntoViewIfNeeded();
        photographer.take(tab, "task", look);
        picture(look, "why", "tasks", "&task=preview", "[data-why]");
        picture(look, "files", "files", "&file=" + fileOf("guide-search"), "[data-preview=text]");
        picture(look, "events", "feed", "", "tbody [data-row]");
        picture(look, "timeline", "timeline", "", ".lanes canvas");
        picture(look, "flow", "flow", "", "[data-node='writer-1']");
    }

    private void dialogs(Photographer.Look look) {
        show("overview", "", "[data-task='guide-checkout']");
        tab.find("[data-action=settings]").click();
        tab.await("#settings");
        photographer.take(tab, "settings", look);
        tab.page().keyboard().press("Escape");
        tab.page().keyboard().press("Control+k");
        tab.page().keyboard().type("ref");
        tab.await("#palette-offers li");
        photographer.take(tab, "palette", look);
        tab.page().keyboard().press("Escape");
        show("tasks", "&layout=board", "[data-card='guide-checkout']");
        tab.find("[data-action=past]").click();
        tab.await("#past[data-cursor*='-']");
        tab.find("[data-field=past-seq]")
                .evaluate("input => { input.value = input.max * 0.4; input.dispatchEvent(new Event('change')) }");
        tab.await("#past:has-text('It was so at')");
        tab.await("[data-card='guide-orders']");
        photographer.take(tab, "past", look);
        tab.find("[data-action=past-leave]").click();
        tab.awaitGone("#past");
    }

    private void picture(Photographer.Look look, String name, String view, String parameters, String shown) {
        show(view, parameters, shown);
        photographer.take(tab, name, look);
    }

    private void show(String view, String parameters, String shown) {
        // As if a link had been followed: the page keeps its rates.
        tab.evaluate(
                "(search) => { history.pushState(null, '', search); dispatchEvent(new PopStateEvent('popstate')); }",
                "?swarm=" + rest.swarm() + "&view=" + view + parameters);
        tab.await(shown);
        tab.awaitGone("[aria-busy=true]");
    }

    private String fileOf(String task) {
        for (JsonNode file : Rest.json(rest.get("/files?task=" + task)).path("files")) {
            return file.path("id").asText();
        }
        throw new AssertionError("no file of " + task);
    }
}
