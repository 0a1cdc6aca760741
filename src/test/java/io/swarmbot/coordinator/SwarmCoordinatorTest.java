package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.coordinator.CoordinatorHarness.unavailable;
import static io.swarmbot.store.LogDriver.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.CoordinatorHarness.Builder;
import io.swarmbot.coordinator.ScriptedStore.Held;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands become events in the log, then in the state, then for everyone, and are answered last. */
class SwarmCoordinatorTest {

    private CoordinatorHarness swarm = new CoordinatorHarness();

    @AfterEach
    void close() {
        swarm.close();
    }

    private void use(Builder other) {
        swarm.close();
        swarm = other.build();
    }

    @Test
    void eventIsVisiblePublishedAndAnsweredOnlyAfterItIsInTheLog() {
        SwarmState before = swarm.state();
        Held<AppendResult> append = swarm.store.holdAppend();

        CompletableFuture<Outcome.Committed> answer = swarm.submit(register("agent1"));

        append.awaitCall();
        assertThat(answer).isNotDone();
        assertThat(swarm.state()).isSameAs(before);
        assertThat(swarm.published.all()).isEmpty();
        append.carryOut();
        assertThat(answer).isNotDone();
        assertThat(swarm.published.all()).isEmpty();
        append.release();
        assertThat(join(answer).cursor()).isEqualTo(swarm.log.head());
        assertThat(swarm.state().agent("agent1")).isPresent();
        swarm.assertPublishedTheLog();
    }

    @Test
    void refusedAppendChangesNothing() {
        SwarmState before = swarm.state();
        Held<AppendResult> append = swarm.store.holdAppend();
        CompletableFuture<Outcome.Committed> answer = swarm.submit(register("agent1"));

        append.awaitCall().fail(unavailable());

        assertThat(rejection(answer)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(swarm.state()).isSameAs(before);
        assertThat(swarm.published.all()).isEmpty();
        swarm.given(register("agent2"));
        assertThat(swarm.state().agents()).extracting(Agent::id).containsExactly("agent2");
        swarm.assertPublishedTheLog();
    }

    @Test
    void commandIsAnsweredAfterItsEventIsPublished() {
        List<Integer> publishedWhenAnswered = new ArrayList<>();
        Held<AppendResult> append = swarm.store.holdAppend();
        CompletableFuture<Outcome.Committed> answer = swarm.submit(register("agent1"));
        answer.thenRun(
                () -> publishedWhenAnswered.add(swarm.published.entries(SWARM).size()));

        append.release();

        assertThat(publishedWhenAnswered).containsExactly(1);
    }

    @Test
    void commandsThatComeWhileTheStoreIsBusyBecomeOneAppendInOrderOfArrival() {
        swarm.given(register("agent1"));
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("first"));
        List<CompletableFuture<Outcome.Committed>> answers = IntStream.range(0, 200)
                .mapToObj(n -> swarm.submit(submit("t" + n)))
                .toList();
        append.awaitCall();

        append.release();

        List<Append> sent = swarm.store.sent();
        assertThat(sent.get(sent.size() - 1).entries())
                .extracting(LogEntry::taskId)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(n -> "t" + n).toList());
        assertThat(sent).hasSize(3);
        assertThat(swarm.published.groups(SWARM)).hasSize(3);
        for (int n = 0; n < answers.size(); n++) {
            assertThat(join(answers.get(n)).cursor().seq()).isEqualTo(3 + n);
        }
    }

    @Test
    void commandIsDecidedOnTheStateThatEarlierCommandsLeave() {
        swarm.given(register("agent1"), register("agent2"));
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(status("agent1", AgentStatus.WAITING));
        swarm.submit(submit("t1"));
        CompletableFuture<Outcome.Committed> first = swarm.submit(claim("agent1"));
        CompletableFuture<Outcome.Committed> second = swarm.submit(claim("agent2"));

        append.release();

        assertThat(join(first).reply()).isInstanceOf(Reply.TaskIs.class);
        assertThat(join(second).reply()).isEqualTo(new Reply.NoTask());
    }

    @Test
    void rejectionsAndNoOpsAreAnsweredAfterTheirGroupIsCommitted() {
        swarm.given(register("agent1"));
        Held<AppendResult> first = swarm.store.holdAppend();
        Held<AppendResult> second = swarm.store.holdAppend();
        swarm.submit(submit("t1"));
        swarm.submit(submit("t2"));
        CompletableFuture<Outcome.Committed> rejected = swarm.submit(submit("t2"));
        CompletableFuture<Outcome.Committed> noOp = swarm.submit(heartbeat("agent1"));

        first.release();

        second.awaitCall();
        assertThat(rejected).isNotDone();
        assertThat(noOp).isNotDone();
        second.release();
        assertThat(rejection(rejected)).isEqualTo(ErrorCode.TASK_EXISTS);
        assertThat(join(noOp).cursor()).isEqualTo(swarm.log.head());
    }

    @Test
    void commandThatReliesOnAFailedGroupFailsWithIt() {
        swarm.given(register("agent1"));
        Held<AppendResult> first = swarm.store.holdAppend();
        Held<AppendResult> second = swarm.store.holdAppend();
        swarm.submit(submit("t0"));
        CompletableFuture<Outcome.Committed> submitted = swarm.submit(submit("t1"));
        CompletableFuture<Outcome.Committed> rejected = swarm.submit(submit("t1"));
        first.release();

        second.awaitCall().fail(unavailable());

        assertThat(rejection(submitted)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(rejection(rejected)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(swarm.state().task("t1")).isEmpty();
    }

    @Test
    void withdrawnCommandIsNotDone() {
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t1"));
        CompletableFuture<Outcome.Committed> withdrawn = swarm.submit(submit("t2"));
        swarm.submit(submit("t3"));
        withdrawn.cancel(false);

        append.release();

        assertThat(swarm.state().task("t2")).isEmpty();
        assertThat(swarm.state().task("t3")).isPresent();
    }

    @Test
    void commandIsRefusedIfTooManyCommandsWait() {
        use(new Builder().queue(5, 1 << 20));
        swarm.state();
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t0"));
        List<CompletableFuture<Outcome.Committed>> waiting = IntStream.range(1, 6)
                .mapToObj(n -> swarm.submit(submit("t" + n)))
                .toList();

        CompletableFuture<Outcome.Committed> refused = swarm.submit(submit("t6"));

        assertThat(rejection(refused)).isEqualTo(ErrorCode.SWARM_BUSY);
        append.release();
        waiting.forEach(answer -> assertThat(answer).isCompleted());
        swarm.given(submit("t6"));
        assertThat(swarm.state().openTasks()).isEqualTo(7);
    }

    @Test
    void commandIsRefusedIfTooManyBytesWait() {
        use(new Builder().queue(1_000, 20_000));
        swarm.given(register("agent1"));
        Held<AppendResult> append = swarm.store.holdAppend();
        swarm.submit(submit("t0"));
        UpdateAgentStatus large = new UpdateAgentStatus("agent1", AgentStatus.BUSY, Scene.jsonOf(4_000));

        List<CompletableFuture<Outcome.Committed>> answers =
                IntStream.range(0, 6).mapToObj(n -> swarm.submit(large)).toList();

        assertThat(answers.subList(0, 4)).noneMatch(CompletableFuture::isDone);
        assertThat(rejection(answers.get(4))).isEqualTo(ErrorCode.SWARM_BUSY);
        assertThat(rejection(answers.get(5))).isEqualTo(ErrorCode.SWARM_BUSY);
        append.release();
        assertThat(answers.get(3)).isCompleted();
    }

    @Test
    void concurrentWritersMakeOneLogThatIsPublishedAsItIs() {
        use(new Builder().threads(2));
        swarm.given(register("agent0"), register("agent1"), register("agent2"), register("agent3"));

        CompletableFuture<?>[] writers = IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                    for (int n = 0; n < 500; n++) {
                        Json details = new Json("{\"n\":" + n + "}");
                        Command command = new UpdateAgentStatus("agent" + writer, AgentStatus.BUSY, details);
                        Outcome.Committed answer = join(swarm.submit(command));
                        assertThat(swarm.state().cursor().seq())
                                .isGreaterThanOrEqualTo(answer.cursor().seq());
                    }
                }))
                .toArray(CompletableFuture[]::new);
        join(CompletableFuture.allOf(writers));

        swarm.assertPublishedTheLog();
        assertThat(swarm.log.head().seq()).isEqualTo(2_004);
        assertThat(swarm.codec.encodedEvents()).isEqualTo(2_004);
    }

    @Test
    void updateAgentStatusAndCompleteTaskWorkOnTheDefaultSwarm() {
        swarm.given(register("agent1"), submit("t1"), claim("agent1"));

        join(swarm.coordinator.updateAgentStatus("agent1", AgentStatus.PROCESSING));
        join(swarm.coordinator.completeTask("t1", new Json("{\"words\":3}")));

        assertThat(swarm.published.entries(SWARM))
                .extracting(LogEntry::type)
                .endsWith("agent_status_changed", "task_status_changed", "agent_status_changed");
        assertThat(swarm.state().requireTask("t1").attempt().result()).isEqualTo(new Json("{\"words\":3}"));
        assertThat(rejection(swarm.coordinator.updateAgentStatus("nobody", AgentStatus.BUSY)))
                .isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void commandThatBreaksTheServiceIsAnsweredAndTheSwarmGoesOn() {
        use(new Builder().codec(new JsonCodec() {
            @Override
            public LogEntry encode(SwarmEvent event, String writer) {
                if ("broken".equals(event.taskId())) {
                    throw new IllegalStateException("for a test");
                }
                return super.encode(event, writer);
            }
        }));
        Held<AppendResult> append = swarm.store.holdAppend();
        List<CompletableFuture<Outcome.Committed>> answers = List.of(
                swarm.submit(submit("t0")),
                swarm.submit(submit("t1")),
                swarm.submit(submit("broken")),
                swarm.submit(submit("t2")));

        append.release();

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(rejection(answers.get(2))).isEqualTo(ErrorCode.INTERNAL);
        swarm.given(submit("t3"));
        assertThat(swarm.state().task("broken")).isEmpty();
        swarm.assertPublishedTheLog();
    }
}
