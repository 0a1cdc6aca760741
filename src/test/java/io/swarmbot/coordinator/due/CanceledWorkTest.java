package io.swarmbot.coordinator.due;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.swarm.Limits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanceledWorkTest {

    private final Scene scene = new Scene().given(register("agent1"), register("agent2"));
    private final CanceledWork canceled = new CanceledWork(scene.state(), scene.now());

    private void given(Command... commands) {
        for (Command command : commands) {
            Decision decision = scene.decide(command);
            scene.given(command);
            canceled.follow(decision.events(), scene.state());
        }
    }

    private List<String> of(String agent) {
        return canceled.of(agent, scene.state());
    }

    @Test
    void holderOfACanceledTaskIsToldUntilItWas() {
        given(submit("t1"), submit("t2"), claim("agent1"), claim("agent2"), start("t1", "agent1"), cancel("t1"));

        assertThat(of("agent1")).containsExactly("t1");
        assertThat(of("agent1")).containsExactly("t1");
        assertThat(of("agent2")).isEmpty();
        assertThat(canceled.tell("agent1", scene.state(), false)).containsExactly("t1");
        assertThat(of("agent1")).isEmpty();
        assertThat(canceled.tell("agent1", scene.state(), false)).isEmpty();
    }

    @Test
    void agentThatLostItsAnswerIsToldTheSameAgain() {
        given(submit("t1"), submit("t2"), claim("agent1"), cancel("t1"));
        canceled.tell("agent1", scene.state(), false);
        given(claim("agent1"), cancel("t2"));

        assertThat(canceled.tell("agent1", scene.state(), true)).containsExactly("t1", "t2");
        assertThat(canceled.tell("agent1", scene.state(), true)).containsExactly("t1", "t2");
        assertThat(canceled.tell("agent1", scene.state(), false)).isEmpty();
        assertThat(canceled.tell("agent1", scene.state(), true)).isEmpty();
    }

    @Test
    void nobodyIsToldOfATaskThatNobodyHeld() {
        given(submit("t1"), cancel("t1"));

        assertThat(of("agent1")).isEmpty();
    }

    @Test
    void taskThatIsTriedAgainIsNotToldOf() {
        given(submit("t1"), claim("agent1"), cancel("t1"), new RetryTask("t1", Intervention.NONE));

        assertThat(of("agent1")).isEmpty();
    }

    @Test
    void partsOfACanceledTaskAreToldOfAndNotTheWhole() {
        given(new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, null, null, 2));
        given(claim("agent1"), claim("agent2"), cancel("t1"));

        assertThat(of("agent1")).containsExactly("t1.1");
        assertThat(of("agent2")).containsExactly("t1.2");
    }

    @Test
    void removedAgentIsForgotten() {
        given(submit("t1"), claim("agent1"), cancel("t1"), remove("agent1"), register("agent1"));

        assertThat(of("agent1")).isEmpty();
    }

    @Test
    void newestAreKept() {
        for (int n = 0; n <= Limits.NAMES; n++) {
            given(submit("t" + n), claim("agent1"), cancel("t" + n));
        }

        assertThat(of("agent1")).hasSize(Limits.NAMES).doesNotContain("t0").contains("t" + Limits.NAMES);
    }

    @Test
    void stateThatIsLoadedTellsOfTheLastHour() {
        given(submit("t1"), claim("agent1"), cancel("t1"));
        scene.later(Duration.ofMinutes(40));
        given(submit("t2"), claim("agent1"), cancel("t2"), submit("t3"), claim("agent1"), cancel("t3"));
        scene.later(Duration.ofMinutes(30));

        CanceledWork loaded = new CanceledWork(scene.state(), scene.now());

        assertThat(loaded.of("agent1", scene.state())).containsExactly("t2", "t3");
        canceled.restart(scene.state(), scene.now());
        assertThat(of("agent1")).containsExactly("t2", "t3");
    }
}
