package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the whole log at hand nobody misses anything. */
@QuarkusTest
@Tag("stress")
class HopQuarkusTest extends HopContract {

    private static final int CHANGES = Scale.of(3_000, 10_000);

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void hopsBetweenTransportsSeeTheLogOnceAndInOrder(long seed) {
        Random seeds = Seeds.random("hopsBetweenTransportsSeeTheLogOnceAndInOrder", seed);
        String start = head();
        CompletableFuture<Void> writing = write(CHANGES);
        List<CompletableFuture<Seen>> followers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seeds.nextLong());
            followers.add(
                    CompletableFuture.supplyAsync(() -> follow(random, writing), task -> new Thread(task).start()));
        }
        writing.join();

        List<String> log = logAfter(start);
        assertThat(log).hasSize(CHANGES);
        for (CompletableFuture<Seen> follower : followers) {
            Seen seen = follower.join();
            System.out.println("  hops " + seen.hops + ", events " + (seen.events.size() - 1));
            int from = log.size() - (seen.events.size() - 1);
            assertThat(seen.resets).isZero();
            assertThat(seen.events.subList(1, seen.events.size())).isEqualTo(log.subList(from, log.size()));
            assertThat(seen.details).isEqualTo(trueDetails());
        }
    }
}
