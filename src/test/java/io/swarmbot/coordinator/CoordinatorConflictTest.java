package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Claim;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.wire.Documents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one store, where one is behind when it appends. */
class CoordinatorConflictTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness one = new Builder().replica("one", shared).build();
    private final CoordinatorHarness two = new Builder().replica("two", shared).build();

    @BeforeEach
    void letTheSecondBeBehind() {
        one.given(register("agent1"), register("agent2"), submit("t1"));
        two.state();
        two.store.isTailSilent = true;
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private void assertTheSame() {
        assertThat(Documents.snapshot(two.state()).bytes())
                .isEqualTo(Documents.snapshot(one.state()).bytes());
        one.assertPublishedTheLog();
        assertThat(two.published.entries(SWARM).get(0).seq()).isEqualTo(4);
        assertThat(two.published.entries(SWARM))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(one.log.entriesAfter(new Cursor(one.log.head().epoch(), 3)));
    }

    @Test
    void commandIsDecidedAgainAfterAnotherReplicaWasFaster() {
        one.given(claim("agent1"));

        Outcome.Committed answer = join(two.submit(claim("agent2")));

        assertThat(answer.reply()).isEqualTo(new Reply.NoTask());
        assertThat(two.state().requireTask("t1").isHeldBy("agent1")).isTrue();
        assertTheSame();
    }

    @Test
    void commandThatIsStillValidIsDoneAfterTheOtherReplicasEvents() {
        one.given(status("agent1", AgentStatus.WAITING));

        Outcome.Committed answer = join(two.submit(claim("agent2")));

        assertThat(answer.reply()).isInstanceOf(Reply.TaskIs.class);
        assertThat(answer.cursor()).isEqualTo(one.log.head());
        assertThat(two.published.groups(SWARM))
                .extracting(GroupCommitted::local)
                .containsExactly(false, true);
        assertTheSame();
    }

    @Test
    void replicaCatchesUpOverManyPagesWithoutAGap() {
        for (int n = 0; n < 2_500; n++) {
            one.given(submit("more" + n));
        }

        join(two.submit(status("agent2", AgentStatus.WAITING)));

        assertThat(two.state().openTasks()).isEqualTo(2_501);
        assertTheSame();
    }

    @Test
    void orderOfArrivalIsKeptThroughAConflict() {
        for (int n = 0; n < 600; n++) {
            one.given(register("waiting" + n));
        }
        two.given(status("agent2", AgentStatus.WAITING));
        List<CompletableFuture<Outcome.Committed>> waiting = new ArrayList<>();
        one.given(claim("agent1"));
        join(two.coordinator.stateAt(SWARM, one.log.head(), PATIENCE));
        for (int n = 0; n < 600; n++) {
            waiting.add(two.submit(new Claim("waiting" + n, PATIENCE)));
        }
        for (int n = 0; n < 300; n++) {
            one.given(submit("more" + n));
        }
        two.store.onAppend(really -> {
            one.given(status("agent2", AgentStatus.PROCESSING));
            return really.get();
        });

        join(two.coordinator.stateAt(SWARM, one.log.head(), PATIENCE));

        List<Integer> served = IntStream.range(0, 600)
                .filter(n -> waiting.get(n).isDone())
                .boxed()
                .toList();
        assertThat(served).isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void swarmIsLoadedAgainIfMissedEventsWereTrimmed() {
        SwarmStore small = new MemoryStore(10, 256 << 20);
        CoordinatorHarness fast = new Builder().replica("fast", small).build().given(register("agent1"));
        CoordinatorHarness slow = new Builder().replica("slow", small).build();
        slow.state();
        slow.store.isTailSilent = true;
        for (int n = 0; n < 20; n++) {
            fast.given(submit("t" + n));
        }

        Outcome.Committed answer = join(slow.submit(submit("mine")));

        assertThat(answer.cursor()).isEqualTo(fast.log.head());
        assertThat(slow.published.of(SwarmReset.class))
                .extracting(SwarmReset::reason)
                .containsExactly(GapReason.EXPIRED);
        assertThat(Documents.snapshot(slow.state()).bytes())
                .isEqualTo(Documents.snapshot(fast.state()).bytes());
        slow.close();
        fast.close();
    }

    @Test
    void swarmIsLoadedAgainIfItWasDeletedAndMadeAgain() {
        one.given(register("old"));
        join(shared.delete(SWARM));
        join(shared.create(SWARM));

        join(two.submit(register("new")));

        assertThat(two.state().agents()).extracting(Agent::id).containsExactly("new");
        assertThat(two.published.of(SwarmReset.class))
                .extracting(SwarmReset::reason)
                .containsExactly(GapReason.EPOCH);
        assertThat(two.state().cursor()).isEqualTo(one.log.head());
    }

    @Test
    void commandIsRefusedIfTheStoreCannotBeReadAfterAConflict() {
        SwarmStore small = new MemoryStore(10, 256 << 20);
        CoordinatorHarness fast = new Builder().replica("fast", small).build().given(register("agent1"));
        CoordinatorHarness slow = new Builder().replica("slow", small).build();
        slow.state();
        slow.store.isTailSilent = true;
        for (int n = 0; n < 20; n++) {
            fast.given(submit("t" + n));
        }
        slow.store.onLoad(really -> CompletableFuture.failedStage(CoordinatorHarness.unavailable()));

        CompletableFuture<Outcome.Committed> answer = slow.submit(submit("mine"));

        assertThat(CoordinatorHarness.rejection(answer)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(join(slow.submit(submit("mine"))).cursor()).isEqualTo(fast.log.head());
        slow.close();
        fast.close();
    }
}
