package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.AppendResult;
import io.swarmbot.swarm.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that are given together are taken together, or none of them is; decided and answered is each on its own. */
class CommandsTogetherTest {

    private CoordinatorHarness swarm = new CoordinatorHarness();

    @AfterEach
    void close() {
        swarm.close();
    }

    private void use(Builder other) {
        swarm.close();
        swarm = other.build();
    }

    private CompletableFuture<List<Outcome>> together(List<Command> commands) {
        return swarm.coordinator.submitAll(CoordinatorHarness.SWARM, commands, Giver.ANYBODY);
    }

    private static List<Command> tasks(String prefix, int count) {
        return IntStream.range(0, count)
                .<Command>mapToObj(n -> submit(prefix + n))
                .toList();
    }

    @Test
    void commandsOfABatchAreDecidedOneByOneAndAnsweredInTheirOrder() {
        List<Outcome> outcomes = join(together(List.of(register("agent1"), submit("t1"), submit("t1"), submit("t2"))));

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Committed.class);
        assertThat(((Outcome.Committed) outcomes.get(1)).cursor().seq()).isEqualTo(2);
        assertThat(((Outcome.Rejected) outcomes.get(2)).rejection().code()).isEqualTo(ErrorCode.TASK_EXISTS);
        assertThat(((Outcome.Committed) outcomes.get(3)).cursor().seq()).isEqualTo(3);
    }

    @Test
    void commandsOfABatchAreOneAppendAndAnsweredAfterIt() {
        Held<AppendResult> append = swarm.store.holdAppend();

        CompletableFuture<List<Outcome>> outcomes = together(tasks("t", 100));

        append.awaitCall();
        assertThat(outcomes).isNotDone();
        append.release();
        assertThat(join(outcomes)).hasSize(100);
        assertThat(swarm.store.sent()).hasSize(1);
    }

    @Test
    void batchLargerThanOneAppendIsAnsweredAfterAllOfItsAppends() {
        List<Outcome> outcomes = join(together(tasks("t", 1_000)));

        assertThat(outcomes).allMatch(Outcome.Committed.class::isInstance);
        assertThat(swarm.store.sent()).hasSize(2);
        assertThat(swarm.state().openTasks()).isEqualTo(1_000);
    }

    @Test
    void storeFailureIsTheAnswerToEachCommandOfTheBatch() {
        Held<AppendResult> append = swarm.store.holdAppend();
        CompletableFuture<List<Outcome>> outcomes = together(tasks("t", 3));

        append.awaitCall().fail(unavailable());

        assertThat(join(outcomes))
                .extracting(outcome -> ((Outcome.Rejected) outcome).rejection().code())
                .containsOnly(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void batchIsRefusedAsAWholeIfThereIsNotRoomForAllOfIt() {
        use(new Builder().queue(5, 1 << 20));
        swarm.state();
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("first"));
        CompletableFuture<List<Outcome>> taken = together(tasks("a", 3));

        CompletableFuture<List<Outcome>> refused = together(tasks("b", 3));
        CompletableFuture<List<Outcome>> alsoTaken = together(tasks("c", 2));

        assertThat(rejection(refused)).isEqualTo(ErrorCode.SWARM_BUSY);
        append.release();
        assertThat(join(taken)).hasSize(3);
        assertThat(join(alsoTaken)).hasSize(2);
        assertThat(swarm.state().task("b0")).isEmpty();
        assertThat(swarm.state().openTasks()).isEqualTo(6);
    }

    @Test
    void emptyInboxTakesABatchLargerThanItsLimit() {
        use(new Builder().queue(5, 1 << 20));

        assertThat(join(together(tasks("t", 20)))).allMatch(Outcome.Committed.class::isInstance);
        assertThat(join(together(tasks("u", 5)))).allMatch(Outcome.Committed.class::isInstance);
    }

    @Test
    void batchIsRefusedIfThereIsNoSuchSwarm() {
        assertThat(rejection(swarm.coordinator.submitAll("nowhere", tasks("t", 2), Giver.ANYBODY)))
                .isEqualTo(ErrorCode.UNKNOWN_SWARM);
    }

    @Test
    void noneMayBeGiven() {
        assertThat(join(together(List.of()))).isEmpty();
    }
}
