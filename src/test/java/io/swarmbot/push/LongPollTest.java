package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.NEVER;
import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.push.LongPoll.Result;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A poll that waits is a stream like any other: counted while it waits, and never longer. */
class LongPollTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final PushHarness harness = PushHarness.inManualTime(NEVER, NEVER, NEVER);
    private final LongPoll longPoll = new LongPoll(harness.coordinator, harness.hub, harness.ticker, harness.loop);
    private Cursor head;

    @BeforeEach
    void register() {
        harness.register("agent1");
        head = harness.coordinator.state(SWARM).join().cursor();
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private CompletableFuture<Result> poll(String swarm, Duration wait, Filter filter) {
        return longPoll.poll(
                swarm,
                new StreamRequest(head, false, false, filter, Pace.UNLIMITED),
                wait,
                100,
                Admission.Login.FOR_EVER);
    }

    private CompletableFuture<Result> waiting() {
        return poll(SWARM, LONG, Filter.ALL);
    }

    private void awaitStreams(int count) {
        await().until(() -> harness.hub.streams() == count);
    }

    @Test
    void waitingPollsAreLimitedLikeStreams() {
        List<CompletableFuture<Result>> polls = new ArrayList<>();
        for (int n = 0; n < PushHarness.CONNECTIONS; n++) {
            polls.add(waiting());
        }
        awaitStreams(PushHarness.CONNECTIONS);

        CompletableFuture<Result> further = waiting();

        assertThat(further)
                .failsWithin(LONG)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.code()).isEqualTo(ErrorCode.SWARM_BUSY));
        assertThat(polls).noneMatch(CompletableFuture::isDone);
        assertThat(poll(SWARM, Duration.ZERO, Filter.ALL)).succeedsWithin(LONG);
        head = harness.change("agent1", 1);
        polls.forEach(poll -> assertThat(poll).succeedsWithin(LONG));
        awaitStreams(0);
        waiting();
        awaitStreams(1);
    }

    @Test
    void waitingPollsAreAnsweredWhenTheProcessStopsAndNoOtherOneWaits() {
        List<CompletableFuture<Result>> polls = List.of(waiting(), waiting(), waiting());
        awaitStreams(3);

        longPoll.endWaits();

        for (CompletableFuture<Result> poll : polls) {
            assertThat(poll).succeedsWithin(LONG).satisfies(result -> {
                assertThat(result.events()).isEmpty();
                assertThat(result.cursor()).isEqualTo(head);
            });
        }
        awaitStreams(0);
        assertThat(waiting())
                .failsWithin(LONG)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
        assertThat(poll(SWARM, Duration.ZERO, Filter.ALL)).succeedsWithin(LONG);
        harness.change("agent1", 1);
        assertThat(waiting())
                .succeedsWithin(LONG)
                .satisfies(result -> assertThat(result.events()).hasSize(1));
        awaitStreams(0);
    }

    @Test
    void pollEndsWhenItsWaitIsOver() {
        CompletableFuture<Result> poll = poll(SWARM, LONG, Filter.ALL);
        awaitStreams(1);

        harness.advance(LONG.minusMillis(1));
        assertThat(poll).isNotDone();
        await().until(() -> {
            harness.advance(Duration.ofMillis(1));
            return poll.isDone();
        });

        assertThat(poll).succeedsWithin(LONG);
        awaitStreams(0);
    }

    @Test
    void pollThatIsWokenManyTimesCountsOnce() {
        CompletableFuture<Result> poll =
                poll(SWARM, LONG, new Filter(Set.of(EventType.TASK_SUBMITTED.wireName()), Set.of(), Set.of()));
        awaitStreams(1);

        for (int n = 0; n < 50; n++) {
            harness.change("agent1", n);
        }

        assertThat(harness.hub.streams()).isEqualTo(1);
        poll.cancel(false);
        awaitStreams(0);
    }

    @Test
    void pollEndsWhenItsClientHangsUp() {
        CompletableFuture<Result> poll = waiting();
        awaitStreams(1);

        poll.cancel(false);

        awaitStreams(0);
    }

    @Test
    void pollFailsWhenItsSwarmIsDeleted() {
        harness.coordinator.create("gone").join();
        head = harness.coordinator.state("gone").join().cursor();
        CompletableFuture<Result> poll = poll("gone", LONG, Filter.ALL);
        awaitStreams(1);

        harness.coordinator.delete("gone").join();

        assertThat(poll).failsWithin(LONG);
        awaitStreams(0);
    }
}
