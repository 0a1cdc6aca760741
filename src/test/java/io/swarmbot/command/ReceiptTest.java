package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.TaskRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A command with a key is done once. */
class ReceiptTest {

    private final Scene scene = new Scene(new SwarmLimits(
                    10,
                    100,
                    1_000,
                    SwarmLimits.MESSAGES,
                    new ReceiptLimits(Duration.ofHours(1), 3),
                    TaskRules.DEFAULTS))
            .given(register("agent1"));

    private static WrappedCommand.Keyed keyed(String key, Command command) {
        return new WrappedCommand.Keyed(key, "hash", command);
    }

    @Test
    void sameKeyIsAnsweredWithTheSameTaskAsItIsNow() {
        Decision first = scene.decide(keyed("k", submit(null)));
        scene.given(keyed("k", submit(null)));
        String id = ((Reply.TaskIs) first.reply()).task().id();
        scene.given(claim("agent1"), start(id, "agent1"));

        Decision again = scene.decide(keyed("k", submit(null)));

        assertThat(again.events()).isEmpty();
        assertThat(again.reply())
                .isEqualTo(new Reply.Replayed(
                        new Reply.TaskIs(scene.task(id), true),
                        first.events().get(0).stamp().cursor()));
    }

    @Test
    void claimWhoseAnswerWasLostGetsTheSameTask() {
        scene.given(submit("t1"), submit("t2"), keyed("k", claim("agent1")));

        Reply again = scene.decide(keyed("k", claim("agent1"))).reply();

        assertThat(((Reply.TaskIs) ((Reply.Replayed) again).reply()).task().id())
                .isEqualTo("t1");
    }

    @Test
    void keyOfAnotherCommandIsRefused() {
        scene.given(keyed("k", submit("t1")));

        assertThat(scene.rejection(new WrappedCommand.Keyed("k", "another", submit("t2"))))
                .isEqualTo(ErrorCode.KEY_REUSED);
    }

    @Test
    void commandThatWasRefusedOrChangedNothingIsNotRemembered() {
        assertThat(scene.rejection(keyed("k", start("t1", "agent1")))).isEqualTo(ErrorCode.UNKNOWN_TASK);
        assertThat(scene.decide(keyed("k", claim("agent1"))).reply()).isEqualTo(new Reply.NoTask());

        assertThat(scene.decide(keyed("k", submit("t1"))).events()).hasSize(1);
    }

    @Test
    void receiptIsOnTheLastEventOfTheCommand() {
        scene.given(submit("t1"));

        List<SwarmEvent> events = scene.decide(keyed("k", claim("agent1"))).events();

        assertThat(events).hasSize(2);
        assertThat(events.get(0).stamp().receipt()).isNull();
        assertThat(events.get(1).stamp().receipt()).isNotNull();
    }

    @Test
    void keysAreForgottenAfterTheirTimeAndBeyondTheirNumber() {
        for (int n = 1; n <= 4; n++) {
            scene.given(keyed("k" + n, submit("t" + n)));
        }
        assertThat(scene.state().receipt("k1", scene.now())).isEmpty();
        assertThat(scene.state().receipt("k2", scene.now())).isPresent();

        scene.later(Duration.ofMinutes(61));
        assertThat(scene.state().receipt("k4", scene.now())).isEmpty();
        scene.given(keyed("k5", submit("t5")));
        List<Receipt> left = new ArrayList<>();
        scene.state().collectReceiptsSince(new Scene().state(), left, new ArrayList<>());
        assertThat(left).extracting(Receipt::key).containsExactly("k5");
    }

    @Test
    void keyTakesOnlyVisibleAsciiCharacters() {
        for (String bad : List.of("", "a b", "ü", "x".repeat(129))) {
            assertThat(Scene.rejectionOf(() -> keyed(bad, submit("t1")))).isEqualTo(ErrorCode.BAD_FIELD);
        }
    }
}
