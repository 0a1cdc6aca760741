package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.send;
import static io.swarmbot.command.Scene.silence;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.EntityRow;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.JsonCodec;
import io.swarmbot.wire.ReplyJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that is given again under its key gets the first answer, whatever kind of reply that was. */
class ReplayTest {

    private static final Command LOG =
            new AppendLog("agent1", null, List.of(new LogLine(LogLine.Level.INFO, "line", null)), 7);

    private final Scene scene =
            new Scene().given(register("agent1"), register("agent2")).given(silence("agent1", 40));

    private static WrappedCommand.Keyed keyed(Command command) {
        return new WrappedCommand.Keyed("k", "hash", command);
    }

    /** Commands that change something, at least one for each kind of reply. */
    static List<Command> commands() {
        return List.of(submit("t1"), register("agent3"), remove("agent2"), LOG, heartbeat("agent1"), send("agent2"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void replayEqualsTheFirstAnswer(Command command) {
        Reply first = scene.decide(keyed(command)).reply();
        scene.given(keyed(command));

        Decision again = scene.decide(keyed(command));

        assertThat(again.events()).isEmpty();
        assertThat(again.reply())
                .isEqualTo(new Reply.Replayed(first, scene.state().cursor()));
        assertSameOnTheWire(again.reply(), first);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void replayAfterAStartEqualsTheFirstAnswer(Command command) {
        Reply first = scene.decide(keyed(command)).reply();
        scene.given(keyed(command));

        Reply again = Decision.of(loaded(), keyed(command), scene.now()).reply();

        assertThat(again).isEqualTo(new Reply.Replayed(first, scene.state().cursor()));
        assertSameOnTheWire(again, first);
    }

    private static void assertSameOnTheWire(Reply again, Reply first) {
        assertThat(ReplyJson.status(again)).isEqualTo(ReplyJson.status(first));
        assertThat(ReplyJson.body(again)).isEqualTo(ReplyJson.body(first));
    }

    /** The state as a start would load it from the store. */
    private SwarmState loaded() {
        JsonCodec codec = new JsonCodec();
        SwarmState state = scene.state();
        List<EntityRow> rows = new ArrayList<>();
        state.agents().forEach(agent -> rows.add(codec.encode(agent)));
        state.tasksAfter("").forEach(task -> rows.add(codec.encode(task)));
        state.messages().after("").forEach(message -> rows.add(codec.encode(message, message.seq())));
        state.files().after("").forEach(file -> rows.add(codec.encode(file, 1)));
        List<Receipt> receipts = new ArrayList<>();
        state.collectReceiptsSince(new Scene().state(), receipts, new ArrayList<>());
        receipts.forEach(receipt -> rows.add(codec.encode(receipt)));
        rows.add(codec.encode(state.summary(), state.cursor().seq()));
        return codec.decode("default", Scene.ROOMY, state.cursor(), rows);
    }

    @Test
    void everyKindOfReplyIsReplayedHere() {
        Stream<Class<?>> replayed = commands().stream()
                .map(command -> scene.decide(keyed(command)).reply().getClass());

        assertThat(Stream.concat(replayed, Stream.of(Reply.NoTask.class, Reply.Replayed.class, Reply.FileIs.class)))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Reply.class.getPermittedSubclasses()));
    }

    @Test
    void claimWithoutATaskIsDecidedAnewThoughItRevivedItsAgent() {
        Decision first = scene.decide(keyed(claim("agent1")));
        assertThat(first.reply()).isEqualTo(new Reply.NoTask());
        assertThat(first.events()).isNotEmpty();
        scene.given(keyed(claim("agent1")), submit("t1"));

        Decision again = scene.decide(keyed(claim("agent1")));

        assertThat(again.reply()).isInstanceOf(Reply.TaskIs.class);
    }
}
