package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Scene;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.EntityRow;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.wire.JsonCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one append writes. */
class GroupTest {

    private final JsonCodec codec = new JsonCodec();
    private final Scene scene = new Scene();

    private Group group(Command... commands) {
        Group group = new Group(scene.state(), codec, "replica");
        for (Command command : commands) {
            assertThat(group.decide(new Request(command, Ticker.system()), scene.now()))
                    .isTrue();
        }
        return group;
    }

    private static List<String> rows(Append batch, boolean gone) {
        return batch.entities().stream()
                .filter(row -> (row.json() == null) == gone)
                .map(row -> row.kind() + "/" + row.id())
                .toList();
    }

    @Test
    void entityIsWrittenOnceAsTheLastEventLeavesIt() {
        Group group = group(register("a"), submit("t1"), claim("a"), Scene.start("t1", "a"), submit("t2"));

        Append batch = group.batch("b");

        assertThat(rows(batch, false)).containsExactlyInAnyOrder("agent/a", "task/t1", "task/t2", "totals/totals");
        EntityRow task = batch.entities().stream()
                .filter(row -> row.id().equals("t1"))
                .findFirst()
                .orElseThrow();
        assertThat(task.version()).isEqualTo(5);
        assertThat(task.json())
                .isEqualTo(codec.encode(group.state().requireTask("t1")).json());
        assertThat(batch.expectedHead()).isEqualTo(scene.state().cursor());
        assertThat(batch.entries()).hasSize(6);
    }

    @Test
    void removedEntityIsWrittenAsGone() {
        scene.given(register("a"), submit("t1"), claim("a"));

        Append batch = group(remove("a")).batch("b");

        assertThat(rows(batch, true)).containsExactly("agent/a");
        assertThat(rows(batch, false)).containsExactlyInAnyOrder("task/t1", "totals/totals");
    }

    @Test
    void forgottenTaskIsWrittenAsGoneEvenIfItsIdIsUsedAgain() {
        for (int n = 1; n <= 1_003; n++) {
            scene.given(submit("t" + n));
        }
        for (int n = 1; n <= 1_000; n++) {
            scene.given(cancel("t" + n));
        }

        Append batch = group(cancel("t1001"), cancel("t1002"), submit("t1"), cancel("t1003"))
                .batch("b");

        assertThat(rows(batch, true)).containsExactlyInAnyOrder("task/t2", "task/t3");
        assertThat(rows(batch, false))
                .containsExactlyInAnyOrder("task/t1", "task/t1001", "task/t1002", "task/t1003", "totals/totals");
    }

    @Test
    void rejectedCommandLeavesNothingInItsGroup() {
        Group group = group(register("a"), claim("nobody"), register("b"));

        assertThat(group.entries()).hasSize(2);
        assertThat(group.requests()).hasSize(3);
        assertThat(group.requests().get(1).answer()).isNotDone();
    }

    @Test
    void groupIsFullAtItsLimitOfEvents() {
        Group group = group();
        for (int n = 1; n <= 499; n++) {
            group.decide(new Request(submit("t" + n), Ticker.system()), scene.now());
            assertThat(group.isFull()).isFalse();
        }

        group.decide(new Request(submit("t500"), Ticker.system()), scene.now());

        assertThat(group.isFull()).isTrue();
    }

    @Test
    void groupIsFullAtItsLimitOfBytes() {
        Group group = group(register("a"));
        int count = 0;
        while (!group.isFull()) {
            Json details = new Json("{\"n\":" + count++ + ",\"text\":\"" + "x".repeat(4_000) + "\"}");
            group.decide(
                    new Request(new UpdateAgentStatus("a", AgentStatus.BUSY, details), Ticker.system()), scene.now());
        }

        assertThat(count).isBetween(120, 130);
    }

    /** Otherwise a stream of such commands would keep the swarm in one group, and all others waiting. */
    @Test
    void groupOfRefusedCommandsIsFullAtItsLimitOfCommands() {
        Group group = group();
        int count = 0;
        while (!group.isFull()) {
            count++;
            group.decide(new Request(heartbeat("nobody"), Ticker.system()), scene.now());
        }

        assertThat(count).isEqualTo(1_000);
    }

    @Test
    void groupOfCommandsThatChangeNothingHasNothingToAppend() {
        scene.given(register("a"));

        Group group = group(heartbeat("a"), register("a"), claim("a"));

        assertThat(group.hasEvents()).isFalse();
        assertThat(group.isEmpty()).isFalse();
        assertThat(group.state()).isSameAs(scene.state());
    }
}
