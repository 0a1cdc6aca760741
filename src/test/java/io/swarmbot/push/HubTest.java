package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.NEVER;
import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.push.PushHarness.after;
import static io.swarmbot.push.PushHarness.fromHead;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The push contract: one outstanding write, no queue, log order without gap or repeat, or {@code reset}. */
class HubTest {

    /** A multiple of the tick. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);

    /** How often a shard looks after its connections. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private PushHarness harness = new PushHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private void use(PushHarness other) {
        harness.close();
        harness = other;
    }

    private Cursor head() {
        return harness.coordinator.state(SWARM).join().cursor();
    }

    @Test
    void connectedIsFirstAndNamesTheStart() {
        harness.register("agent1");

        RecordingOutlet outlet = harness.open(fromHead());

        await().until(() -> !outlet.received().isEmpty());
        assertThat(outlet.received().get(0))
                .isEqualTo(
                        "{\"type\":\"connected\",\"data\":\"Connected to SwarmBot\",\"swarm\":\"default\",\"cursor\":\""
                                + head() + "\",\"resumed\":false,\"protocol\":1}");
    }

    @Test
    void stuckConnectionHasOneOutstandingWriteAndNoQueue() {
        harness.register("agent1");
        RecordingOutlet stuck = harness.open(fromHead(), false);
        RecordingOutlet healthy = harness.open(fromHead());

        for (int n = 0; n < 2_000; n++) {
            harness.change("agent1", n);
        }

        await().until(() -> healthy.lastSeq() == head().seq());
        assertThat(stuck.received()).hasSize(1);
        assertThat(stuck.mostOutstanding.get()).isEqualTo(1);
        await("the lag of the slowest").until(() -> gauge("swarmbot.streams.lag") > 1_000);
        assertThat(harness.meters
                        .get("swarmbot.streams.written.events")
                        .functionCounter()
                        .count())
                .isBetween(2_000.0, 4_000.0);
        stuck.subscription.close();
        await("the lag of those that are left").until(() -> gauge("swarmbot.streams.lag") == 0);
    }

    private double gauge(String name) {
        return harness.meters.get(name).gauge().value();
    }

    @Test
    void laggingStreamReadsOnFromItsCursor() {
        use(new PushHarness(256, 100_000));
        harness.register("agent1");
        Cursor start = head();
        RecordingOutlet slow = harness.open(after(start), false);
        for (int n = 0; n < 3_000; n++) {
            harness.change("agent1", n);
        }

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            slow.take();
            return slow.lastSeq() == head().seq();
        });

        assertThat(slow.events()).isEqualTo(harness.logAfter(start));
        assertThat(slow.mostOutstanding.get()).isEqualTo(1);
    }

    @Test
    void streamWhoseCursorWasTrimmedIsReset() {
        use(new PushHarness(64, 500));
        harness.register("agent1");
        RecordingOutlet slow = harness.open(fromHead(), false);
        for (int n = 0; n < 2_000; n++) {
            harness.change("agent1", n);
        }

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            slow.take();
            return !slow.received("reset").isEmpty();
        });

        assertThat(slow.received("reset").get(0))
                .contains("\"reason\":\"expired\"")
                .contains("\"cursor\":\"" + head());
        assertThat(harness.meters
                        .counter("swarmbot.resets", "reason", "expired")
                        .count())
                .isPositive();
        assertThat(harness.meters
                        .counter("swarmbot.streams.opened", "how", "anew")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void subscribersSeeTheLogInOrderWithoutGapOrRepeat(long seed) {
        Random random = Seeds.random("subscribersSeeTheLogInOrderWithoutGapOrRepeat", seed);
        use(new PushHarness(128, 100_000));
        harness.register("agent1");
        Cursor start = head();
        int changes = 6_000;
        CompletableFuture<?>[] writers = new CompletableFuture<?>[3];
        for (int w = 0; w < writers.length; w++) {
            int first = w * 1_000_000;
            writers[w] = CompletableFuture.runAsync(() -> {
                for (int n = 0; n < changes / 3; n++) {
                    harness.change("agent1", first + n);
                }
            });
        }
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            outlets.add(harness.open(after(start), random.nextInt(3) != 0));
        }
        CompletableFuture<Void> written = CompletableFuture.allOf(writers);

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            outlets.get(random.nextInt(outlets.size())).take();
            return written.isDone();
        });
        List<String> log = harness.logAfter(start);
        long head = head().seq();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            outlets.forEach(RecordingOutlet::take);
            return outlets.stream().allMatch(outlet -> outlet.lastSeq() == head);
        });

        assertThat(outlets).allSatisfy(outlet -> {
            assertThat(outlet.events()).isEqualTo(log);
            assertThat(outlet.mostOutstanding.get()).isEqualTo(1);
        });
    }

    @Test
    void eventIsEncodedOnceForAllSubscribers() {
        harness.register("agent1");
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outlets.add(harness.open(fromHead()));
        }
        await().until(() ->
                outlets.stream().noneMatch(outlet -> outlet.received().isEmpty()));
        long encodedBefore = harness.codec.encodedEvents();
        int framedBefore = RecordingOutlet.FRAMINGS.get();

        harness.change("agent1", 1);

        await().until(() -> outlets.stream().allMatch(o -> o.events().size() == 1));
        assertThat(harness.codec.encodedEvents() - encodedBefore).isEqualTo(1);
        assertThat(RecordingOutlet.FRAMINGS.get() - framedBefore).isEqualTo(1);
    }

    @Test
    void connectionWhoseWriteIsNotTakenIsCutOffAsTooSlow() {
        use(PushHarness.inManualTime(TIME_LIMIT, NEVER, NEVER));
        RecordingOutlet stuck = harness.open(fromHead(), false);

        harness.advance(TIME_LIMIT);
        assertThat(stuck.isReset).isFalse();
        harness.advance(TICK);

        assertThat(stuck.isReset).isTrue();
        assertThat(harness.meters
                        .counter("swarmbot.streams.ended", "reason", "too_slow")
                        .count())
                .isEqualTo(1);
        assertThat(harness.hub.streams()).isZero();
    }

    @Test
    void lagOfTheLastStreamIsForgottenWhenItIsCutOff() {
        use(PushHarness.inManualTime(TIME_LIMIT, NEVER, NEVER));
        harness.register("agent1");
        RecordingOutlet stuck = harness.open(fromHead(), false);
        for (int n = 0; n < 3; n++) {
            harness.change("agent1", n);
        }
        harness.advance(TIME_LIMIT);
        assertThat(gauge("swarmbot.streams.lag")).isPositive();

        harness.advance(TICK);

        assertThat(stuck.isReset).isTrue();
        assertThat(gauge("swarmbot.streams.lag")).isZero();
    }

    @Test
    void connectionWhosePendingBytesDoNotShrinkIsCutOff() {
        use(PushHarness.inManualTime(NEVER, NEVER, NEVER));
        RecordingOutlet flooding = harness.open(fromHead());

        flooding.pending = 1 << 20;
        harness.advance(TICK);
        assertThat(flooding.isReset).isFalse();
        harness.advance(TICK);

        assertThat(flooding.isReset).isTrue();
    }

    /** The limits {@code swarmbot.push.pending.max-bytes} and {@code swarmbot.push.pending.timeout}. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void connectionsThatStayOverTheLimitOfPendingBytesAreCutOffAndNoOthers(long seed) {
        Random random = Seeds.random("connectionsThatStayOverTheLimitOfPendingBytesAreCutOffAndNoOthers", seed);
        use(PushHarness.inManualTime(NEVER, NEVER, NEVER));
        int limit = 256 << 10;
        List<RecordingOutlet> over = new ArrayList<>();
        List<RecordingOutlet> within = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            RecordingOutlet outlet = harness.open(fromHead());
            boolean isOver = random.nextBoolean();
            (isOver ? over : within).add(outlet);
            outlet.pending = isOver ? limit + 1 + random.nextInt(9 * limit) : limit - random.nextInt(100);
        }

        harness.advance(TICK);
        assertThat(over).noneMatch(outlet -> outlet.isReset);
        RecordingOutlet better = over.remove(random.nextInt(over.size()));
        better.pending = limit;
        harness.advance(TICK);

        assertThat(over).allMatch(outlet -> outlet.isReset);
        assertThat(within).noneMatch(outlet -> outlet.isReset);
        assertThat(better.isReset).isFalse();
    }

    @Test
    void peerThatDoesNotAnswerPingsIsCutOff() {
        use(PushHarness.inManualTime(NEVER, NEVER, TIME_LIMIT));
        RecordingOutlet silent = harness.open(fromHead());
        RecordingOutlet answering = harness.open(fromHead());

        answering.answersPings = true;
        harness.advance(TIME_LIMIT);
        assertThat(silent.isReset).isFalse();
        harness.advance(TICK);

        assertThat(silent.isReset).isTrue();
        assertThat(silent.pings).isPositive();
        assertThat(answering.isReset).isFalse();
    }

    @Test
    void heartbeatMovesPastFilteredEvents() {
        use(PushHarness.inManualTime(NEVER, TIME_LIMIT, NEVER));
        harness.register("agent1");
        RecordingOutlet outlet = harness.open(new StreamRequest(
                null, false, false, new Filter(Set.of("task_submitted"), Set.of(), Set.of()), Pace.UNLIMITED));

        Cursor moved = harness.change("agent1", 1);
        harness.drain();
        harness.advance(TIME_LIMIT.minus(TICK.multipliedBy(2)));
        assertThat(outlet.received("heartbeat")).isEmpty();
        harness.advance(TICK);

        assertThat(outlet.received("heartbeat"))
                .containsExactly("{\"type\":\"heartbeat\",\"cursor\":\"" + moved + "\"}");
        assertThat(outlet.events()).isEmpty();
    }

    @Test
    void streamsOfADeletedSwarmEndWithGone() {
        harness.coordinator.create("other").join();
        RecordingOutlet outlet = new RecordingOutlet(harness.loop, true);
        harness.hub
                .open(
                        "other",
                        fromHead(),
                        harness.hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER),
                        outlet,
                        harness.loop)
                .join();

        harness.coordinator.delete("other").join();

        await().until(() -> outlet.closed == CloseReason.SWARM_GONE);
        assertThat(outlet.received("gone")).hasSize(1);
        assertThat(harness.hub.streams()).isZero();
    }

    @Test
    void snapshotIsFollowedByEventsWithoutAGap() {
        harness.register("agent1");
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int n = 0; n < 500; n++) {
                harness.change("agent1", n);
            }
        });
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int joined = 0; joined < 40; joined++) {
            harness.change("agent1", -joined - 1);
            outlets.add(harness.open(new StreamRequest(null, false, true, Filter.ALL, Pace.UNLIMITED)));
        }
        writing.join();

        SwarmState state = harness.coordinator.state(SWARM).join();
        for (RecordingOutlet outlet : outlets) {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !outlet.received("snapshot").isEmpty());
            Cursor snapshotAt = cursorOf(outlet.received("snapshot").get(0));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> Math.max(outlet.lastSeq(), snapshotAt.seq())
                            == state.cursor().seq());
            assertThat(outlet.events()).isEqualTo(harness.logAfter(snapshotAt));
        }
    }

    private static Cursor cursorOf(String message) {
        int at = message.indexOf("\"cursor\":\"") + 10;
        return Cursor.parse(message.substring(at, message.indexOf('"', at))).orElseThrow();
    }
}
