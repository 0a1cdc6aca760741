package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.Inbox.Offer;
import io.swarmbot.testing.Burst;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits {@code swarmbot.swarms.queued-commands} and {@code swarmbot.swarms.queued-bytes}, from many threads. */
class InboxTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 200;
    private static final int BURST = 10;
    private static final int NO_LIMIT = 1_000_000_000;

    private final Burst burst = new Burst(THREADS);

    @AfterEach
    void close() {
        burst.close();
    }

    private static Inbox inbox(int maxCount, long maxBytes) {
        return new Inbox(maxCount, maxBytes, new Uses());
    }

    private static Request request(int padding) {
        return new Request(
                new SubmitTask(null, "work", "x".repeat(padding), List.of(), 1, List.of(), null), Ticker.system());
    }

    private static List<Request> requests(int count) {
        return Stream.generate(() -> request(0)).limit(count).toList();
    }

    private static int polled(Inbox inbox) {
        int number = 0;
        while (inbox.poll() != null) {
            number++;
        }
        return number;
    }

    private static boolean isTaken(Inbox inbox, List<Request> offered) {
        Offer offer = inbox.offer(offered);
        assertThat(offer).isNotEqualTo(Offer.CLOSED);
        return offer == Offer.TAKEN;
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void inboxTakesAsManyRequestsAsItsLimitOfABurstOfTenTimesAsMany(long seed) {
        Random random = Seeds.random("inboxTakesAsManyRequestsAsItsLimitOfABurstOfTenTimesAsMany", seed);
        for (int round = 0; round < ROUNDS; round++) {
            int limit = THREADS * (1 + random.nextInt(5));
            Inbox inbox = inbox(limit, NO_LIMIT);

            int taken = burst
                    .run(n -> (int) IntStream.range(0, BURST * limit / THREADS)
                            .filter(offer -> isTaken(inbox, requests(1)))
                            .count())
                    .stream()
                    .mapToInt(Integer::intValue)
                    .sum();

            assertThat(taken).isEqualTo(limit);
            assertThat(polled(inbox)).isEqualTo(limit);
            assertThat(isTaken(inbox, requests(limit))).isTrue();
        }
    }

    /** Any two of these requests are over the limit, also if both find the inbox empty. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void inboxTakesNoMoreBytesThanItsLimitHoweverManyFindItEmpty(long seed) {
        Random random = Seeds.random("inboxTakesNoMoreBytesThanItsLimitHoweverManyFindItEmpty", seed);
        for (int round = 0; round < 10 * ROUNDS; round++) {
            int padding = random.nextInt(1_000);
            Inbox inbox = inbox(NO_LIMIT, 2L * request(padding).footprint() - 1);

            List<Boolean> taken = burst.run(n -> isTaken(inbox, List.of(request(padding))));

            assertThat(taken).containsOnlyOnce(true);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void inboxHoldsNoMoreBytesThanItsLimitWhileItIsEmptied(long seed) {
        Random random = Seeds.random("inboxHoldsNoMoreBytesThanItsLimitWhileItIsEmptied", seed);
        int limit = 20_000;
        int footprint = request(500).footprint();
        Inbox inbox = inbox(NO_LIMIT, limit);
        List<Random> randoms = randoms(random);
        AtomicLong held = new AtomicLong();
        AtomicLong mostHeld = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread taker = new Thread(() -> {
            while (!isOver.get()) {
                if (!inbox.isEmpty()) {
                    // Before the poll, so that never more is counted than the inbox holds. Each request is as large.
                    held.addAndGet(-footprint);
                    inbox.poll();
                }
            }
        });
        taker.start();

        try {
            burst.run(n -> {
                for (int sent = 0; sent < BURST * limit; ) {
                    List<Request> offered = Stream.generate(() -> request(500))
                            .limit(1 + randoms.get(n).nextInt(5))
                            .toList();
                    if (isTaken(inbox, offered)) {
                        mostHeld.accumulateAndGet(held.addAndGet((long) offered.size() * footprint), Math::max);
                    }
                    sent += offered.size() * footprint;
                }
                return 0;
            });
        } finally {
            isOver.set(true);
        }

        assertThat(mostHeld).hasPositiveValue().hasValueLessThanOrEqualTo(limit);
    }

    /** An offer that is refused takes no room, not even for a moment. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void offerThatFitsIsTakenWhileOthersAreRefused(long seed) {
        Random random = Seeds.random("offerThatFitsIsTakenWhileOthersAreRefused", seed);
        for (int round = 0; round < ROUNDS; round++) {
            int each = 1 + random.nextInt(20);
            int limit = 1 + each * THREADS / 2;
            Inbox inbox = inbox(limit, NO_LIMIT);
            assertThat(isTaken(inbox, requests(1))).isTrue();
            List<Request> tooMany = requests(BURST * limit);

            List<Integer> taken = burst.run(n -> {
                boolean isGreedy = n % 2 == 0;
                int number = 0;
                for (int offer = 0; offer < each; offer++) {
                    number += isTaken(inbox, isGreedy ? tooMany : requests(1)) ? 1 : 0;
                }
                return number;
            });

            for (int n = 0; n < THREADS; n++) {
                assertThat(taken.get(n)).isEqualTo(n % 2 == 0 ? 0 : each);
            }
        }
    }

    private static List<Random> randoms(Random random) {
        List<Random> randoms = new ArrayList<>();
        for (int n = 0; n < THREADS; n++) {
            randoms.add(new Random(random.nextLong()));
        }
        return randoms;
    }
}
