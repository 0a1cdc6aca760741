package io.swarmbot.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** However many callers and addresses come, only so many are remembered. */
class BoundedMemoryTest {

    private static final int MANY = 100_000;

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();

    @Test
    void fullBucketsAreForgottenFirst() {
        Buckets buckets = new Buckets(ticker, Rate.of("key", 1, 10));
        for (int n = 0; n < MANY; n++) {
            if (n == Buckets.MOST / 2) {
                ticker.advance(Duration.ofSeconds(1));
                for (int taken = 0; taken < 10; taken++) {
                    buckets.take("busy");
                }
            }
            buckets.take("p" + n);
            if (n == Buckets.MOST - 2) {
                // What was taken before is back; what busy has taken is not.
                ticker.advance(Duration.ofSeconds(5));
            }
            assertThat(buckets.size()).isLessThanOrEqualTo(Buckets.MOST);
            if (n == Buckets.MOST) {
                assertThat(buckets.tokens("busy")).isEqualTo(5);
            }
        }
    }

    @Test
    void bucketsAreBoundedEvenIfNoneIsFull() {
        Buckets buckets = new Buckets(ticker, Rate.of("key", 1, 10));
        for (int n = 0; n < MANY; n++) {
            buckets.take("p" + n);
            assertThat(buckets.size()).isLessThanOrEqualTo(Buckets.MOST);
        }
    }

    @Test
    void addressesThatFailedAreForgottenInTheirOrder() {
        FailedLogins<String> logins = new FailedLogins<>(ticker, 1, Duration.ofSeconds(10), Duration.ofSeconds(10));
        for (int n = 0; n < MANY; n++) {
            logins.fail("a" + n);
            logins.fail("a" + n);
            assertThat(logins.size()).isLessThanOrEqualTo(FailedLogins.MOST);
        }

        assertThat(logins.nanosClosed("a" + (MANY - 1))).isPositive();
        assertThat(logins.nanosClosed("a0")).isZero();
    }

    @Test
    void whoHasNoPlaceIsNotRemembered() {
        Places places = new Places("places of %s are taken", 2, Refused.counter(new SimpleMeterRegistry(), "test"));
        for (int n = 0; n < MANY; n++) {
            places.take("p" + n);
            places.give("p" + n);
        }

        assertThat(places.owners()).isZero();
    }
}
