package io.swarmbot.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

class BackoffTest {

    private final Backoff backoff = new Backoff();

    @RepeatedTest(20)
    void longestWaitDoublesUpToTwoSecondsAndAtLeastHalfOfItIsWaited() {
        for (long longest : new long[] {50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000}) {
            assertThat(backoff.nextMillis()).isBetween(longest / 2 + 1, longest);
        }
    }

    @RepeatedTest(20)
    void resetMakesTheNextWaitTheShortestAgain() {
        for (int n = 0; n < 5; n++) {
            backoff.nextMillis();
        }

        backoff.reset();

        assertThat(backoff.nextMillis()).isBetween(26L, 50L);
    }
}
