package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.EntityRow;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.wire.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is forgotten changes nothing that is decided. */
class ForgottenTasksTest {

    private static final int REMEMBERED = 1_000;

    private final Scene scene =
            new Scene(new SwarmLimits(10, 10_000, REMEMBERED)).given(register("agent1"), register("agent2"));

    private static SubmitTask composite(String id, int parts, String... dependencies) {
        return new SubmitTask(id, "x", null, List.of(), 1, List.of(dependencies), null, null, null, null, parts);
    }

    private void finishOthers(String prefix) {
        for (int n = 0; n < REMEMBERED + 5; n++) {
            scene.given(submit(prefix + n), Scene.cancel(prefix + n));
        }
    }

    private void finish(String task, @Nullable String result) {
        scene.given(complete(task, null, result));
    }

    @Test
    void compositeTaskEndsHoweverLongAgoItsFirstPartDid() {
        scene.given(composite("c", 2), submitAfter("next", "c"), claim("agent1"), claim("agent2"));
        finish("c.1", "1");
        finishOthers("other");
        assertThat(scene.task("c").status()).isEqualTo(TaskStatus.RUNNING);

        finish("c.2", "2");

        assertThat(scene.task("c").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(scene.task("c").attempt().result()).isEqualTo(Scene.json("[1,2]"));
        assertThat(scene.state().isReady(scene.task("next"))).isTrue();
    }

    @Test
    void compositeTaskWhosePartAnEarlierVersionForgotEnds() {
        scene.given(composite("c", 3), claim("agent1"), claim("agent2"), claim("agent1"));
        finish("c.1", "1");
        SwarmState stored = withoutTask(scene.state(), "c.1");

        SwarmState second =
                Decision.of(stored, complete("c.2", null, "2"), scene.now()).state();
        SwarmState third =
                Decision.of(second, complete("c.3", null, "3"), scene.now()).state();

        assertThat(second.requireTask("c").attempt().progress()).isEqualTo(66);
        assertThat(third.requireTask("c").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(third.requireTask("c").attempt().result()).isEqualTo(Scene.json("[null,2,3]"));
    }

    /** The state as it would be loaded if the store had not kept that task. */
    private static SwarmState withoutTask(SwarmState state, String id) {
        JsonCodec codec = new JsonCodec();
        List<EntityRow> rows = new ArrayList<>();
        state.agents().forEach(agent -> rows.add(codec.encode(agent)));
        for (Task task : state.tasksAfter("")) {
            if (!task.id().equals(id)) {
                rows.add(codec.encode(task));
            }
        }
        rows.add(codec.encode(state.summary(), state.cursor().seq()));
        return codec.decode(state.swarm(), state.limits(), state.cursor(), rows);
    }

    @Test
    void failedTaskIsRetriedHoweverLongAgoItsDependencyWasCompleted() {
        scene.given(submit("first"), claim("agent1"), complete("first", null, null), submitAfter("second", "first"));
        scene.given(claim("agent1"), start("second", "agent1"), new FailTask("second", "agent1", null, null, false));
        for (int n = 0; n < REMEMBERED - 1; n++) {
            scene.given(submit("other" + n), Scene.cancel("other" + n));
        }
        assertThat(scene.state().task("second")).isPresent();

        scene.given(new RetryTask("second", Intervention.NONE));

        assertThat(scene.state().isReady(scene.task("second"))).isTrue();
    }

    @Test
    void chainThatWasCanceledIsRetriedFromItsBeginning() {
        scene.given(
                submit("a"), claim("agent1"), complete("a", null, null), submitAfter("b", "a"), submitAfter("c", "b"));
        scene.given(Scene.cancel("b"));
        assertThat(scene.task("c").status()).isEqualTo(TaskStatus.CANCELED);
        for (int n = 0; n < REMEMBERED - 1; n++) {
            scene.given(submit("other" + n), Scene.cancel("other" + n));
        }
        assertThat(scene.rejection(new RetryTask("c", Intervention.NONE))).isEqualTo(ErrorCode.DEPENDENCY_FAILED);

        scene.given(new RetryTask("b", Intervention.NONE), new RetryTask("c", Intervention.NONE));

        assertThat(scene.state().isReady(scene.task("b"))).isTrue();
        scene.given(claim("agent1"));
        finish("b", null);
        assertThat(scene.state().isReady(scene.task("c"))).isTrue();
    }

    @Test
    void compositeTaskThatFailedIsRetriedWithThePartThatWasCompletedLongAgo() {
        scene.given(composite("c", 2), claim("agent1"), claim("agent2"));
        finish("c.1", "1");
        finishOthers("before");
        scene.given(new FailTask("c.2", null, null, null, false));
        assertThat(scene.task("c").status()).isEqualTo(TaskStatus.FAILED);

        scene.given(new RetryTask("c", Intervention.NONE), claim("agent2"));
        finish("c.2", "2");

        assertThat(scene.task("c").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(scene.task("c").attempt().result()).isEqualTo(Scene.json("[1,2]"));
    }

    @Test
    void idOfATaskThatIsNeededStaysTaken() {
        scene.given(composite("c", 2), claim("agent1"));
        finish("c.1", null);
        finishOthers("other");

        assertThat(scene.rejection(submit("c.1"))).isEqualTo(ErrorCode.TASK_EXISTS);
    }

    @Test
    void taskIsForgottenWhenNobodyNeedsItAnyMore() {
        scene.given(composite("c", 2), claim("agent1"), claim("agent2"), submit("d"), claim("agent1"));
        scene.given(complete("d", null, null), submitAfter("e", "d"));
        finish("c.1", null);
        scene.given(Scene.cancel("e"));
        finishOthers("one");
        assertThat(scene.state().task("d")).isEmpty();
        assertThat(scene.state().task("e")).isEmpty();
        assertThat(scene.state().task("c.1")).isPresent();

        finish("c.2", null);

        assertThat(scene.state().task("c.1")).isEmpty();
        finishOthers("two");
        assertThat(scene.state().task("c")).isEmpty();
        assertThat(scene.state().tasksAfter("")).hasSize(REMEMBERED);
    }
}
