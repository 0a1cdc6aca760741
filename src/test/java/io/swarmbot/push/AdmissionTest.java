package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.push.Admission.Transport;
import io.swarmbot.testing.Burst;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limit {@code swarmbot.push.connections}, from many threads. */
class AdmissionTest {

    private static final int THREADS = 8;

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void placesAreTakenToTheLastOneInABurstOfTenTimesAsManyAndGivenBackOnce(long seed) {
        Random random = Seeds.random("placesAreTakenToTheLastOneInABurstOfTenTimesAsManyAndGivenBackOnce", seed);
        try (Burst burst = new Burst(THREADS)) {
            for (int round = 0; round < 200; round++) {
                int limit = 1 + random.nextInt(200);
                Places taken = new Places();

                List<Admission> admissions = burst
                        .run(n -> Stream.generate(
                                        () -> Admission.take(taken, Transport.SSE, limit, Admission.Login.FOR_EVER))
                                .limit(10L * limit / THREADS + 1)
                                .filter(Objects::nonNull)
                                .toList())
                        .stream()
                        .flatMap(List::stream)
                        .toList();

                assertThat(admissions).hasSize(limit);
                assertThat(taken.total()).isEqualTo(limit);
                int given = random.nextInt(limit + 1);
                List<Admission> ended = new ArrayList<>(admissions.subList(0, given));
                burst.run(n -> {
                    ended.forEach(Admission::release);
                    return 0;
                });
                assertThat(taken.total()).isEqualTo(limit - given);
            }
        }
    }
}
