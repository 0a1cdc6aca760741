package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The flow of the dashboard: who hands work to whom. */
@QuarkusTest
@Tag("stress-only")
class DashboardFlowQuarkusTest extends DashboardViews {

    private void awaitFound(int count) {
        tab.await("#edge-count[data-found='" + count + "']");
    }

    private void submit(String id, String type, String needs, String more) {
        rest.send(
                "POST",
                "/tasks",
                "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"dependencies\":" + needs + more + "}");
    }

    private void work(String agent, String task) {
        assertThat(rest.claim(agent, "0s").path("id").asText()).isEqualTo(task);
        rest.start(task, agent);
        rest.complete(task, agent, "1");
    }

    private String row(String from, String to) {
        return "[data-row='" + from + " " + to + "']";
    }

    @Test
    void dependenciesPartsAndMessagesAreCountedFromAgentToAgent() {
        rest.register("agent2");
        rest.register("agent3");
        submit("read1", "read", "[]", "");
        submit("write1", "write", "[\"read1\"]", "");
        work("agent1", "read1");
        open("&view=flow");
        tab.await("[data-empty=flow]");

        work("agent2", "write1");
        awaitFound(1);
        tab.await(row("agent1", "agent2"));
        rest.send("POST", "/agents/agent3/messages", "{\"text\":\"Look\",\"actor\":\"agent2\"}");
        awaitFound(2);
        submit("wide", "split", "[]", ",\"max_agents\":2");
        work("agent1", "wide.1");
        work("agent2", "wide.2");
        submit("join", "join", "[\"wide\",\"write1\"]", "");
        work("agent3", "join");
        awaitFound(3);

        assertThat(tab.find(row("agent1", "agent2") + " td").allTextContents().subList(0, 3))
                .containsExactly("1", "–", "–");
        assertThat(tab.find(row("agent1", "agent3") + " td").allTextContents().subList(0, 3))
                .containsExactly("–", "1", "–");
        assertThat(tab.find(row("agent2", "agent3") + " td").allTextContents().subList(0, 3))
                .containsExactly("1", "1", "1");
        assertThat(tab.find(".flow-number").allTextContents()).containsExactlyInAnyOrder("1", "1", "3");
        tab.page().reload();
        // The message was not read, so it is in the snapshot; what was read is in the log.
        awaitFound(3);
        assertThat(tab.find(row("agent2", "agent3") + " td").allTextContents().subList(0, 3))
                .containsExactly("1", "1", "1");
    }

    @Test
    void typesOfTasksAreShownOnRequestAndNodesLeadOn() {
        submit("read1", "read", "[]", "");
        submit("write1", "write", "[\"read1\"]", "");
        work("agent1", "read1");
        work("agent1", "write1");
        open("&view=flow");
        awaitFound(1);
        // To itself: no line, a number at the node.
        tab.await("[data-node=agent1]:has-text('1 to itself')");
        assertThat(tab.find(".flow-line").count()).isZero();
        tab.find(".layouts a:has-text('Types')").click();
        tab.await(row("read", "write"));
        assertThat(tab.page().url()).contains("layout=types");
        assertThat(tab.find(".flow-line").count()).isEqualTo(1);

        tab.find("[data-node=write]").focus();
        tab.page().keyboard().press("Enter");

        tab.await("#task-count[data-found='1']");
        assertThat(tab.find("#query").inputValue()).isEqualTo("type:write");
    }

    @Test
    void withMoreThanSixtyAgentsTypesAreShown() {
        ArrayNode batch = JsonNodeFactory.instance.arrayNode();
        for (int n = 1; n <= 61; n++) {
            batch.addObject().put("type", "register_agent").put("agent_id", "a" + n);
            batch.addObject()
                    .put("type", "send_message")
                    .put("agent_id", "agent1")
                    .put("text", "Done")
                    .put("actor", "a" + n);
        }
        assertThat(rest.send("POST", "/commands", batch.toString()).statusCode())
                .isEqualTo(200);
        submit("read1", "read", "[]", "");
        submit("write1", "write", "[\"read1\"]", "");
        work("agent1", "read1");
        work("agent1", "write1");
        open("&view=flow");

        tab.await(".flow-note:has-text('More than 60 agents')");
        awaitFound(1);
        tab.await("[data-node=read]");
        assertThat(tab.find(".flow-node").count()).isEqualTo(2);
    }

    @Test
    void layoutIsTheSameEachTimeAndLeadsFromLeftToRight() {
        open("");

        List<?> seen = (List<?>) tab.evaluate("""
                async () => {
                  const { layOut } = await import('/app/flow-layout.js');
                  const edge = (from, to) => ({ id: `${from} ${to}`, from, to, count: 1 });
                  const edges = [edge('r2', 'w1'), edge('r1', 'w1'), edge('r1', 'w2'), edge('w1', 'v'), edge('w2', 'v'),
                    edge('c1', 'c2'), edge('c2', 'c1'), edge('v', 'c1'), edge('v', 'v')];
                  const ids = ['v', 'r1', 'c2', 'w2', 'r2', 'w1', 'c1', 'alone'];
                  const one = layOut(ids, edges);
                  const other = layOut(ids.toReversed(), edges.toReversed());
                  const text = ({ places }) => JSON.stringify([...places].sort(([a], [b]) => (a < b ? -1 : 1)));
                  const x = (id) => one.places.get(id).x;
                  const places = [...one.places.values()];
                  return [text(one) === text(other), x('r1') === x('r2'), x('r1') < x('w1'), x('w1') < x('v'), x('v') < x('c1'),
                    x('c1') === x('c2'), new Set(places.map(({ x, y }) => `${x} ${y}`)).size === ids.length,
                    places.every(({ x, y }) => x >= 0 && y >= 0 && x + 8 <= one.width && y + 2.5 <= one.height),
                    one.lines.length === 8];
                }
                """);

        assertThat(seen).allMatch(Boolean.TRUE::equals);
    }
}
