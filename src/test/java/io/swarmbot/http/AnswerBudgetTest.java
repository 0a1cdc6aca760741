package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.Seeds;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.testing.Burst;
import io.swarmbot.testing.Settings;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limit {@code swarmbot.answers.max-bytes}, from many threads. */
class AnswerBudgetTest {

    private static final int THREADS = 8;
    private static final int LARGEST = 64 << 10;

    private static boolean isTaken(AnswerBudget budget, long bytes) {
        try {
            budget.take(bytes);
            return true;
        } catch (Rejection spent) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void documentsTakeNoMoreThanTheirShareOfABurstOfTenTimesAsMuch(long seed) {
        Random random = Seeds.random("documentsTakeNoMoreThanTheirShareOfABurstOfTenTimesAsMuch", seed);
        try (Burst burst = new Burst(THREADS)) {
            for (int round = 0; round < 50; round++) {
                long limit = 4L * (LARGEST + random.nextInt(1 << 20));
                AnswerBudget budget = new AnswerBudget(
                        Settings.of(AnswerSettings.class, "swarmbot.answers.max-bytes", limit),
                        new SimpleMeterRegistry());
                List<Random> randoms = Stream.generate(() -> new Random(random.nextLong()))
                        .limit(THREADS)
                        .toList();
                AtomicLong mostUsed = new AtomicLong();

                List<Long> taken = burst.run(n -> {
                    long sum = 0;
                    for (long wanted = 0; wanted < 10 * limit / THREADS; ) {
                        int bytes = 1 + randoms.get(n).nextInt(LARGEST);
                        sum += isTaken(budget, bytes) ? bytes : 0;
                        mostUsed.accumulateAndGet(budget.used(), Math::max);
                        wanted += bytes;
                    }
                    return sum;
                });

                assertThat(mostUsed.get()).isBetween(budget.documentLimit() - LARGEST, budget.documentLimit());
                assertThat(budget.used())
                        .isEqualTo(taken.stream().mapToLong(Long::longValue).sum());
                // A quarter is left for answers that are never refused; after them no request has room.
                assertThatCode(budget::requireRoom).doesNotThrowAnyException();
                budget.add(limit - budget.used() + 1);
                assertThatThrownBy(budget::requireRoom).isInstanceOf(Rejection.class);
                budget.give(budget.used());
                assertThat(isTaken(budget, budget.documentLimit())).isTrue();
            }
        }
    }
}
