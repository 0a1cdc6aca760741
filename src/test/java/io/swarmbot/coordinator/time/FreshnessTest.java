package io.swarmbot.coordinator.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica is sure of the moment at which the newest head was asked for that it has reached. */
class FreshnessTest {

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final long start = ticker.nanos();
    private final Freshness freshness = new Freshness(ticker, start);

    private record Told(long seq, long askedNanos) {}

    private static Cursor at(long seq) {
        return new Cursor("k3f9", seq);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void sureMomentIsThatOfTheNewestReachedHead(long seed) {
        Random random = Seeds.random("sureMomentIsThatOfTheNewestReachedHead", seed);
        List<Told> told = new ArrayList<>();
        long log = 0;
        long reached = 0;
        for (int n = 0; n < 200; n++) {
            ticker.advance(Duration.ofMillis(random.nextInt(600)));
            log += random.nextInt(3);
            if (random.nextBoolean()) {
                told.add(new Told(log, ticker.nanos()));
                ticker.advance(Duration.ofMillis(1 + random.nextInt(300)));
                freshness.learn(at(log), told.get(told.size() - 1).askedNanos(), at(reached));
            }
            reached = Math.min(log, reached + random.nextInt(4));
            long sure = start;
            for (Told head : told) {
                sure = head.seq() <= reached ? head.askedNanos() : sure;
            }
            assertThat(freshness.unsureFor(at(reached))).isEqualTo(Duration.ofNanos(ticker.nanos() - sure));
            boolean isBehind = !told.isEmpty() && told.get(told.size() - 1).seq() > reached;
            assertThat(freshness.behindFor(at(reached)).isZero()).isEqualTo(!isBehind);
        }
    }

    @Test
    void headOfAnotherEpochIsNotReachedHoweverFarTheReplicaIs() {
        ticker.advance(Duration.ofSeconds(5));
        freshness.learn(new Cursor("k3fa", 1), ticker.nanos(), at(9));

        assertThat(freshness.unsureFor(at(9))).isEqualTo(Duration.ofSeconds(5));
        assertThat(freshness.unsureFor(new Cursor("k3fa", 1))).isZero();
    }

    @Test
    void longCatchingUpRemembersABoundedNumberOfHeads() {
        for (int n = 1; n <= 10_000; n++) {
            ticker.advance(Duration.ofMillis(500));
            freshness.learn(at(n), ticker.nanos(), at(0));
        }

        assertThat(freshness.behindFor(at(0))).isLessThan(Duration.ofMinutes(3));
        assertThat(freshness.unsureFor(at(0))).isEqualTo(Duration.ofSeconds(5_000));
        assertThat(freshness.unsureFor(at(10_000))).isZero();
    }
}
