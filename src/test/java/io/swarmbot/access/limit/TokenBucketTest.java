package io.swarmbot.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.testing.Burst;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;
    private static final String KEY = "the.key";

    /** Against a bucket that is filled and emptied step by step, with a ticker that may overflow. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void bucketIsAsFullAsASimpleModelOfIt(long seed) {
        Random random = Seeds.random("bucketIsAsFullAsASimpleModelOfIt", seed);
        for (int round = 0; round < 200; round++) {
            int burst = 1 + random.nextInt(20);
            Rate rate = Rate.of(KEY, 1 + random.nextInt(1_000), burst);
            long now = random.nextBoolean() ? Long.MAX_VALUE - 10 * rate.burstNanos() : random.nextLong();
            TokenBucket bucket = new TokenBucket(now);
            // In nanoseconds of inflow, so that the model is exact.
            long held = rate.burstNanos();
            for (int step = 0; step < 500; step++) {
                long passed = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * 3 * rate.nanosPerToken());
                now += passed;
                held = Math.min(rate.burstNanos(), held + passed);
                assertThat(bucket.tokens(now, rate)).isEqualTo(held / rate.nanosPerToken());
                assertThat(bucket.nanosUntilFull(now)).isEqualTo(rate.burstNanos() - held);
                long missing = Math.max(0, rate.nanosPerToken() - held);
                assertThat(bucket.nanosUntilToken(now, rate)).isEqualTo(missing);
                assertThat(bucket.take(now, rate)).isEqualTo(missing);
                held -= missing == 0 ? rate.nanosPerToken() : 0;
            }
        }
    }

    @Test
    void tokenIsThereExactlyWhenTheRefusalSaidSo() {
        Rate rate = Rate.of(KEY, 3, 1);
        TokenBucket bucket = new TokenBucket(0);
        bucket.take(0, rate);

        long wait = bucket.take(0, rate);

        assertThat(bucket.take(wait - 1, rate)).isEqualTo(1);
        assertThat(bucket.take(wait, rate)).isZero();
    }

    @Test
    void manyThreadsGetNoMoreThanTheBurst() {
        Rate rate = Rate.of(KEY, 1, 1_000);
        try (Burst burst = new Burst(8)) {
            TokenBucket bucket = new TokenBucket(5);

            long taken =
                    burst
                            .run(n -> LongStream.range(0, 1_000)
                                    .filter(each -> bucket.take(5, rate) == 0)
                                    .count())
                            .stream()
                            .mapToLong(Long::longValue)
                            .sum();

            assertThat(taken).isEqualTo(1_000);
            assertThat(bucket.tokens(5 + SECOND, rate)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, Double.NaN, Double.POSITIVE_INFINITY, 1e7, 1e-9})
    void rateThatMeansNothingIsRefusedWithItsKey(double perSecond) {
        assertThatThrownBy(() -> Rate.of(KEY, perSecond, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(KEY)
                .hasMessageContaining(String.valueOf(perSecond));
    }

    @Test
    void burstIsAtLeastOne() {
        assertThatThrownBy(() -> Rate.of(KEY, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
