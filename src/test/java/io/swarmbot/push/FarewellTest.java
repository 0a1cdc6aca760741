package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.NEVER;
import static io.swarmbot.push.PushHarness.fromHead;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams are sent away one by one, each once, and none is cut off in the midst of what it is sent. */
class FarewellTest {

    private static final int STREAMS = 200;
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private static List<RecordingOutlet> open(PushHarness harness) {
        List<RecordingOutlet> outlets = new ArrayList<>();
        IntStream.range(0, STREAMS).forEach(n -> outlets.add(harness.open(fromHead())));
        harness.drain();
        return outlets;
    }

    private static long told(List<RecordingOutlet> outlets) {
        return outlets.stream()
                .filter(each -> !each.received("reconnect").isEmpty())
                .count();
    }

    @Test
    void drainTellsNobodyInItsFirstTenthAndThenOneStreamAfterAnother() {
        try (PushHarness harness = PushHarness.inManualTime(NEVER, NEVER, NEVER)) {
            List<RecordingOutlet> outlets = open(harness);

            harness.hub.sendAway(Farewell.within(DRAIN));
            harness.drain();

            TreeSet<Long> counts = new TreeSet<>();
            harness.advance(Duration.ofSeconds(2));
            assertThat(told(outlets)).isZero();
            for (int second = 2; second < DRAIN.toSeconds(); second++) {
                counts.add(told(outlets));
                harness.advance(Duration.ofSeconds(1));
            }
            assertThat(counts).hasSizeGreaterThan(15);
            for (RecordingOutlet outlet : outlets) {
                assertThat(outlet.received("reconnect"))
                        .containsExactly("{\"type\":\"reconnect\",\"reason\":\"going_away\",\"retry_after_ms\":0}");
                assertThat(outlet.closed).isEqualTo(CloseReason.GOING_AWAY);
            }
            assertThat(harness.hub.streams()).isZero();
        }
    }

    @Test
    void streamThatIsToldDuringADrainHasAllThatHappenedBefore() {
        try (PushHarness harness = PushHarness.inManualTime(NEVER, NEVER, NEVER)) {
            harness.register("agent1");
            List<RecordingOutlet> outlets = open(harness);
            harness.hub.sendAway(Farewell.within(DRAIN));
            harness.drain();
            harness.advance(Duration.ofSeconds(1));

            long last = harness.change("agent1", 1).seq();
            harness.advance(DRAIN);

            assertThat(outlets).allSatisfy(each -> assertThat(each.lastSeq()).isEqualTo(last));
            assertThat(told(outlets)).isEqualTo(STREAMS);
        }
    }

    @Test
    void streamsThatAreSentAwayAtOnceAreToldDifferentTimes() {
        try (PushHarness harness = PushHarness.inManualTime(NEVER, NEVER, NEVER)) {
            List<RecordingOutlet> outlets = open(harness);

            harness.hub.sendAway(Farewell.now(Duration.ofSeconds(2)));
            harness.drain();

            TreeSet<Long> times = new TreeSet<>();
            for (RecordingOutlet outlet : outlets) {
                assertThat(outlet.closed).isEqualTo(CloseReason.GOING_AWAY);
                String notice = outlet.received("reconnect").get(0);
                times.add(Long.parseLong(notice.replaceAll(".*:(\\d+)}", "$1")));
            }
            assertThat(times).hasSizeGreaterThan(100);
            assertThat(times.first()).isNotNegative();
            assertThat(times.last()).isLessThan(2_000);
        }
    }

    @Test
    void streamsThatBeganTogetherEndAtDifferentAgesBelowTheLimit() {
        Duration age = Duration.ofSeconds(100);
        try (PushHarness harness = PushHarness.inManualTime(age)) {
            List<RecordingOutlet> outlets = open(harness);

            harness.advance(Duration.ofSeconds(79));
            assertThat(told(outlets)).isZero();
            harness.advance(Duration.ofSeconds(11));
            assertThat(told(outlets)).isBetween(1L, STREAMS - 1L);
            harness.advance(Duration.ofSeconds(11));

            for (RecordingOutlet outlet : outlets) {
                assertThat(outlet.received("reconnect"))
                        .containsExactly("{\"type\":\"reconnect\",\"reason\":\"max_age\",\"retry_after_ms\":0}");
                assertThat(outlet.closed).isEqualTo(CloseReason.MAX_AGE);
            }
            assertThat(harness.hub.streams()).isZero();
        }
    }

    @Test
    void withoutALimitNoStreamEndsByItsAge() {
        try (PushHarness harness = PushHarness.inManualTime(Duration.ZERO)) {
            List<RecordingOutlet> outlets = open(harness);

            harness.advance(Duration.ofMinutes(20));

            assertThat(told(outlets)).isZero();
        }
    }
}
