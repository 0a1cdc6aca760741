package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser, over WebSocket. */
@QuarkusTest
class DashboardQuarkusTest extends DashboardContract {

    private static final int CHANGES = 20;

    /** Notes when the agent's new status was on the screen: in the first task behind the frame that shows it. */
    private static final String NOTE_PAINTS = """
            () => {
              window.paints = [];
              const behindPaint = new MessageChannel();
              behindPaint.port1.onmessage = ({ data }) =>
                window.paints.push({ status: data, at: performance.timeOrigin + performance.now() });
              new MutationObserver(([{ target }]) => {
                const { status } = target.dataset;
                requestAnimationFrame(() => behindPaint.port2.postMessage(status));
              }).observe(document.querySelector('[data-agent=agent1]'), { attributeFilter: ['data-status'] });
            }
            """;

    @Override
    String transport() {
        return "websocket";
    }

    @Test
    void pagePaintsAChangeWithoutARequest() {
        tab.await("[data-agent=agent1][data-status=idle]");
        tab.await("[data-inbox=live]");
        tab.evaluate(NOTE_PAINTS);
        List<String> before = tab.requests();

        double[] millis = new double[CHANGES];
        for (int n = 0; n < CHANGES; n++) {
            String status = n % 2 == 0 ? "busy" : "idle";
            double sent = System.currentTimeMillis();
            rest.status("agent1", status);
            tab.await("[data-agent=agent1][data-status=" + status + "]");
            millis[n] = paintedAt(n) - sent;
        }

        assertThat(tab.requests()).isEqualTo(before);
        Arrays.sort(millis);
        System.out.printf(
                "from PUT to paint: median %.0f ms of %d, from %.0f to %.0f%n",
                millis[CHANGES / 2], CHANGES, millis[0], millis[CHANGES - 1]);
    }

    /** Waits for the paint of that number. */
    private double paintedAt(int number) {
        Object at = tab.evaluate("""
                async (number) => {
                  while (!window.paints[number]) await new Promise(requestAnimationFrame);
                  return window.paints[number].at;
                }
                """, number);
        return ((Number) at).doubleValue();
    }

    @Test
    void pageAnswersAQuestionAndRetriesACanceledTask() {
        rest.submit("task1");
        rest.claim("agent1", "0s");
        rest.start("task1", "agent1");
        rest.send(
                "POST", "/tasks/task1/request-input", "{\"agent_id\":\"agent1\",\"question\":\"Which <b>file</b>?\"}");

        tab.await("[data-question=task1] label:has-text('Which <b>file</b>?')");
        tab.find("#answer-task1").fill("the second");
        tab.find("[data-question=task1] button").click();

        tab.await("[data-task=task1][data-status=running]");
        assertThat(Rest.json(rest.get("/tasks/task1")).path("answer").asText()).isEqualTo("the second");
        rest.cancel("task1");
        tab.find("[data-filter=canceled]").click();
        tab.await("[data-task=task1] [data-action=retry]").click();
        tab.find("[data-filter=open]").click();
        tab.await("[data-task=task1][data-status=pending]");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void pageShowsAndSendsMessages() {
        rest.submit("task1");
        rest.claim("agent1", "0s");
        tab.await("[data-agent=agent1] .row-title").click();
        tab.find("[data-messages=agent1] input[name=text]").fill("Look at <b>this</b> first.");
        tab.find("[data-messages=agent1] button").click();
        tab.await("[data-agent=agent1] [data-unread='1']");
        tab.await("[data-messages=agent1] .message:has-text('Look at <b>this</b> first.')");
        tab.find("[data-task=task1] .row-title").click();
        tab.find("[data-messages=task1] input[name=text]").fill("Then this.");
        tab.find("[data-messages=task1] select").selectOption("follow_up");
        tab.find("[data-messages=task1] button").click();
        tab.await("[data-messages=task1] .message:has-text('Then this.')");

        JsonNode messages =
                Rest.json(rest.send("POST", "/agents/agent1/heartbeat", null)).at("/due/messages");

        assertThat(messages.findValuesAsText("text")).containsExactly("Look at <b>this</b> first.", "Then this.");
        assertThat(messages.findValuesAsText("kind")).containsExactly("steer", "follow_up");
        String first = messages.at("/0/id").asText();
        rest.send("POST", "/messages/" + first + "/acknowledge", "{\"agent_id\":\"agent1\"}");
        tab.awaitGone("[data-message=" + first + "]");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void formSubmitsATask() {
        tab.find("[data-action=new-task]").first().click();
        tab.find("#task-type").fill("word-count");
        tab.find("#task-description").fill("Count <b>the words</b> & more");
        tab.find("#task-requirements").fill("python, text");
        tab.find("#task-priority").fill("2");
        tab.find("#task-input").fill("{\"files\": [\"README.md\"]}");
        tab.find("[data-action=submit]").click();

        tab.await("[data-task][data-status=pending]:has-text('Count <b>the words</b> & more')");
        tab.await("[data-event=task_submitted]");
        assertThat(tab.find("#task-form").isVisible()).isFalse();
        assertThat(rest.snapshot().at("/tasks/0").toString())
                .contains("\"type\":\"word-count\"")
                .contains("\"requirements\":[\"python\",\"text\"]")
                .contains("\"priority\":2")
                .contains("\"input\":{\"files\":[\"README.md\"]}");
        assertThat(tab.violations()).isEmpty();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void cancelButtonCancelsAtTheSecondClick() {
        rest.submit("task1");
        tab.find("[data-task=task1] [data-action=cancel]").click();
        tab.await("[data-task=task1][data-status=pending]");
        tab.find("[data-task=task1] [data-action=confirm-cancel]:has-text('Cancel task1?')")
                .click();

        tab.await("[data-task=task1][data-status=canceled][data-gone]");
        tab.find("#task-count").hover();
        tab.find("#task-count").click();
        tab.awaitGone("[data-task=task1]");
        tab.find("[data-filter=canceled]").click();
        tab.await("[data-task=task1][data-status=canceled]");
        assertThat(rest.snapshot().at("/tasks/0/status").asText()).isEqualTo("canceled");
    }

    @Test
    void formShowsAFaultBesideItsField() {
        String before = rest.cursor();
        tab.find("[data-action=new-task]").first().click();

        submit();
        tab.await("#task-type-problem:has-text('needs a type')");
        tab.find("#task-type").fill("no name");
        submit();
        tab.await("#task-type-problem:has-text('type')");
        tab.find("#task-type").fill("work");
        tab.find("#task-input").fill("{\"files\": ");
        submit();
        tab.await("#task-input-problem:has-text('not JSON')");
        tab.find("#task-input").fill("");
        tab.find("#task-priority").fill("11");
        submit();
        tab.await("#task-priority-problem:has-text('from 1')");

        assertThat(tab.find("#task-form").isVisible()).isTrue();
        assertThat(rest.cursor()).as("nothing was submitted").isEqualTo(before);
    }

    private void submit() {
        tab.find("[data-action=submit]").click();
    }
}
