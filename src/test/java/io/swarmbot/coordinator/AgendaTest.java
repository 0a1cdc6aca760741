package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.cancel;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.wire.JsonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is decided next, whatever becomes of the groups. */
class AgendaTest {

    private static final Rejection REFUSED = new Rejection(ErrorCode.STORE_UNAVAILABLE, "for a test");

    private final JsonCodec codec = new JsonCodec();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final WaitingClaims waiting = new WaitingClaims(timer, () -> {}, 10_000);
    private final List<String> asked = new ArrayList<>();
    private final Agenda agenda = new Agenda(
            new Inbox(10_000, 16 << 20, new Uses()), waiting, (command, state) -> asked.add(command.speaker()));
    private SwarmState state = new Scene().state();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private Request offer(Command command) {
        Request request = new Request(command, Ticker.system());
        assertThat(agenda.offer(List.of(request))).isEqualTo(Inbox.Offer.TAKEN);
        return request;
    }

    private Request claims(String agent) {
        return offer(new Claim(agent, Duration.ofSeconds(50)));
    }

    private Group fill() {
        Group group = new Group(state, codec, "replica");
        agenda.fill(group, Scene.NOON);
        return group;
    }

    private void commit(Group group) {
        state = group.state();
        group.answer();
    }

    private void given(Command... commands) {
        Stream.of(commands).forEach(this::offer);
        commit(fill());
        asked.clear();
    }

    /** Others committed these. */
    private void foreign(Command... commands) {
        for (Command command : commands) {
            Decision decision = Decision.of(state, command, Scene.NOON);
            state = decision.state();
            agenda.look(decision.events(), state);
        }
    }

    private static String taskOf(Request claim) {
        return ((Reply.TaskIs) claim.answer().join().reply()).task().id();
    }

    @Test
    void taskIsOfferedOnlyToAsManyClaimsAsCanBeServed() {
        for (int n = 0; n < 1_000; n++) {
            given(register("agent" + n, n % 2 == 0 ? "even" : "odd"));
            claims("agent" + n);
        }
        commit(fill());
        asked.clear();

        offer(submit("t1"));
        offer(submitRequiring("t2", "odd"));
        offer(submitRequiring("t3", "odd"));
        offer(submitRequiring("t4", "gpu"));
        commit(fill());

        assertThat(asked).containsExactly("agent0", "agent1", "agent3");
        assertThat(waiting.all()).hasSize(997);
    }

    @Test
    void claimThatCannotBeServedKeepsItsPlace() {
        given(register("a"), register("b", "gpu"), register("c"));
        Request first = claims("a");
        claims("b");
        Request third = claims("c");
        commit(fill());

        given(submitRequiring("t1", "gpu"), submit("t2"));

        assertThat(taskOf(first)).isEqualTo("t2");
        assertThat(waiting.all()).containsExactly(third);
    }

    @Test
    void taskThatAPausedAgentMayNotTakeGoesToTheNextClaim() {
        given(register("a"), register("b"));
        Request paused = claims("a");
        Request next = claims("b");
        commit(fill());
        given(Scene.status("a", AgentStatus.PAUSED));

        given(submit("t1"));

        assertThat(CoordinatorHarness.rejection(paused.answer())).isEqualTo(ErrorCode.AGENT_PAUSED);
        assertThat(taskOf(next)).isEqualTo("t1");
    }

    @Test
    void claimThatFoundNothingBecauseOfARefusedGroupIsServedAfterIt() {
        given(register("a"), register("b"), submit("t1"));
        Request refused = claims("a");
        Request waits = claims("b");
        Group group = fill();
        assertThat(waiting.all()).containsExactly(waits);

        agenda.reject(group, REFUSED, state);

        commit(fill());
        assertThat(CoordinatorHarness.rejection(refused.answer())).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(taskOf(waits)).isEqualTo("t1");
    }

    @Test
    void waitingClaimGoesBeforeRequestsOfAGroupThatIsDecidedAgain() {
        given(register("a"), register("b"), register("c"));
        Request first = claims("a");
        commit(fill());
        offer(submit("t1"));
        Request second = claims("b");
        Request third = claims("c");
        Group group = fill();
        assertThat(group.requests()).contains(first);

        agenda.undo(group, state);
        foreign(submit("u1"));
        commit(fill());

        assertThat(taskOf(first)).isEqualTo("u1");
        assertThat(taskOf(second)).isEqualTo("t1");
        assertThat(waiting.all()).containsExactly(third);
    }

    @Test
    void fullGroupLeavesTheRemainingTasksOnOfferToTheNextGroup() {
        List<Request> claims = new ArrayList<>();
        for (int n = 0; n < 400; n++) {
            given(register("agent" + n));
            claims.add(claims("agent" + n));
        }
        commit(fill());

        foreign(IntStream.range(0, 399).mapToObj(n -> submit("t" + n)).toArray(Command[]::new));
        Group undone = fill();
        assertThat(undone.isFull()).isTrue();
        agenda.undo(undone, state);
        for (int n = 0; n < 2; n++) {
            commit(fill());
        }

        assertThat(claims.subList(0, 399)).allMatch(Request::isWithdrawn);
        assertThat(waiting.all()).containsExactly(claims.get(399));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void noClaimEverWaitsForWhichThereIsATask(long seed) {
        Random random = Seeds.random("noClaimEverWaitsForWhichThereIsATask", seed);
        int served = 0;
        for (int round = 0; round < 3_000; round++) {
            List<Request> requests = new ArrayList<>();
            for (int n = random.nextInt(6); n >= 0; n--) {
                requests.add(offer(randomCommand(random)));
            }
            Group group = fill();
            int fate = random.nextInt(6);
            if (fate == 0) {
                agenda.reject(group, REFUSED, state);
            } else if (fate == 1) {
                agenda.undo(group, state);
                foreignAtRandom(random);
            } else {
                commit(group);
            }
            if (random.nextInt(4) == 0) {
                foreignAtRandom(random);
            }
            do {
                group = fill();
                commit(group);
            } while (!group.isEmpty());
            assertNobodyWaitsInVain(round);
            served += (int) requests.stream().filter(Request::isWithdrawn).count();
        }
        assertThat(served).isGreaterThan(3_000);
    }

    private void foreignAtRandom(Random random) {
        for (int n = random.nextInt(3); n > 0; n--) {
            try {
                foreign(randomCommand(random));
            } catch (Rejection nothingToDo) {
                // The other replica refused it.
            }
        }
    }

    private Command randomCommand(Random random) {
        String agent = "agent" + random.nextInt(12);
        String task = "t" + random.nextInt(30);
        return switch (random.nextInt(10)) {
            case 0 -> register(agent, capabilities(random));
            case 1 -> remove(agent);
            case 2, 3 ->
                new SubmitTask(
                        null,
                        "work",
                        null,
                        List.of(capabilities(random)),
                        1 + random.nextInt(10),
                        state.tasksAfter("").stream()
                                .map(Task::id)
                                .skip(random.nextInt(5))
                                .limit(random.nextInt(2))
                                .toList(),
                        null);
            case 4 -> complete(anyTask(random, task), null, null);
            case 5 -> cancel(anyTask(random, task));
            case 6 -> Scene.status(agent, random.nextInt(5) == 0 ? AgentStatus.PAUSED : AgentStatus.IDLE);
            default -> new Claim(agent, Duration.ofSeconds(random.nextInt(8) == 0 ? 0 : 50));
        };
    }

    private String anyTask(Random random, String other) {
        List<Task> tasks = List.copyOf(state.tasksAfter(""));
        return tasks.isEmpty() ? other : tasks.get(random.nextInt(tasks.size())).id();
    }

    private static String[] capabilities(Random random) {
        return Stream.of("gpu", "java", "python")
                .filter(name -> random.nextInt(3) == 0)
                .toArray(String[]::new);
    }

    private void assertNobodyWaitsInVain(int round) {
        long turn = 0;
        for (Request claim : waiting.all()) {
            Agent agent = state.agent(claim.requireSpeaker()).orElseThrow();
            assertThat(state.nextFor(agent)).as("round %s, %s", round, agent).isEmpty();
            assertThat(claim.turn()).isGreaterThan(turn);
            turn = claim.turn();
        }
    }
}
