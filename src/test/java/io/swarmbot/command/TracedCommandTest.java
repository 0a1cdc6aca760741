package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.WrappedCommand.Keyed;
import io.swarmbot.command.WrappedCommand.Traced;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.SwarmEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that belongs to a trace leaves it on its last event. */
class TracedCommandTest {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-00";

    private final Scene scene = new Scene().given(register("agent1"), submit("t1"));

    private static List<String> traces(Decision decision) {
        return decision.events().stream()
                .map(event -> String.valueOf(event.stamp().traceparent()))
                .toList();
    }

    @Test
    void traceIsOnTheLastEventOnlyAndBesideTheReceipt() {
        Decision decision = scene.decide(new Traced(TRACE, new Keyed("k", "hash", claim("agent1"))));

        assertThat(traces(decision)).containsExactly("null", TRACE);
        SwarmEvent last = decision.events().get(1);
        assertThat(last.stamp().receipt()).isNotNull();
        assertThat(decision.state())
                .usingRecursiveComparison()
                .isEqualTo(scene.decide(new Keyed("k", "hash", claim("agent1"))).state());
    }

    @Test
    void commandThatIsRepeatedInAnotherTraceIsNotDoneAgain() {
        scene.given(new Traced(TRACE, new Keyed("k", "hash", claim("agent1"))));

        Decision again = scene.decide(new Traced(OTHER, new Keyed("k", "hash", claim("agent1"))));

        assertThat(again.events()).isEmpty();
        assertThat(again.reply()).isInstanceOf(Reply.Replayed.class);
    }

    @Test
    void commandThatChangesNothingLeavesNoTrace() {
        assertThat(scene.decide(new Traced(TRACE, heartbeat("agent1"))).events())
                .isEmpty();
    }

    @Test
    void traceOfTheRequestCountsIfTheCommandHasNone() {
        assertThat(Traced.of(TRACE, submit("t2"))).isEqualTo(new Traced(TRACE, submit("t2")));
        assertThat(Traced.of(OTHER, new Traced(TRACE, submit("t2")))).isEqualTo(new Traced(TRACE, submit("t2")));
        assertThat(Traced.of(null, List.of(submit("t2")))).containsExactly(submit("t2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
            })
    void whatHasAnotherFormIsRefusedInACommandAndIgnoredInARequest(String text) {
        assertThat(Scene.rejectionOf(() -> new Traced(text, submit("t2")))).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(Traced.of(text, submit("t2"))).isEqualTo(submit("t2"));
    }
}
