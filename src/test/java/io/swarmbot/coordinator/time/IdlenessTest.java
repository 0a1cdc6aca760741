package io.swarmbot.coordinator.time;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.RequestInput;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What in a swarm's state asks for something as time goes by. */
class IdlenessTest {

    private final Scene scene = new Scene();

    private void assertDue(boolean isExpected) {
        assertThat(Idleness.isNothingDue(scene.state())).isEqualTo(!isExpected);
    }

    @Test
    void swarmWhoseTasksOnlyWaitHasNothingDue() {
        assertDue(false);
        scene.given(submit("t1"), Scene.submitAfter("t2", "t1"), Scene.submitRequiring("t3", "gpu"));
        assertDue(false);
    }

    @Test
    void agentIsDueUntilItIsLost() {
        scene.given(register("agent1"));
        assertDue(true);
        scene.given(silence("agent1", 40));
        assertDue(true);
        scene.given(silence("agent1", 100));
        assertDue(false);
    }

    @Test
    void heldTaskIsDue() {
        scene.given(register("agent1"), submit("t1"), claim("agent1"));
        assertDue(true);
        scene.given(start("t1", "agent1"), complete("t1", "agent1", null), remove("agent1"));
        assertDue(false);
    }

    @Test
    void retryThatWaitsForItsTimeIsDue() {
        scene.given(register("agent1"), submit("t1"), claim("agent1"), start("t1", "agent1"));
        scene.given(Scene.fail("t1", "agent1", null), remove("agent1"));
        assertThat(scene.task("t1").attempt().notBefore()).isNotNull();
        assertDue(true);
    }

    @Test
    void openQuestionIsDue() {
        scene.given(register("agent1"), submit("t1"), claim("agent1"), start("t1", "agent1"));
        scene.given(new RequestInput("t1", "agent1", null, new Json("\"which one?\""), null));
        assertThat(scene.task("t1").status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
        assertDue(true);
    }

    @Test
    void deadlineIsDue() {
        scene.given(new SubmitTask(
                "t1",
                "work",
                null,
                List.of(),
                5,
                List.of(),
                null,
                null,
                null,
                scene.now().plusSeconds(1),
                1));
        assertDue(true);
        scene.given(Scene.cancel("t1"));
        assertDue(false);
    }
}
