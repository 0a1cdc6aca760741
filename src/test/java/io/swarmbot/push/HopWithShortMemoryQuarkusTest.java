package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Seeds;
import io.swarmbot.testing.StreamClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With a short log one sees it, or is told {@code reset} and has the true state afterwards. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class HopWithShortMemoryQuarkusTest extends HopContract {

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#random")
    void hopsBehindATrimmedLogAreResetAndEndInTheTrueState(long seed) {
        Random seeds = Seeds.random("hopsBehindATrimmedLogAreResetAndEndInTheTrueState", seed);
        CompletableFuture<Void> writing = write(10_000);
        List<CompletableFuture<Seen>> followers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seeds.nextLong());
            followers.add(
                    CompletableFuture.supplyAsync(() -> follow(random, writing), task -> new Thread(task).start()));
        }
        writing.join();

        for (CompletableFuture<Seen> follower : followers) {
            Seen seen = follower.join();
            System.out.println("  hops " + seen.hops + ", resets " + seen.resets);
            assertThat(seen.details).isEqualTo(trueDetails());
            long first = StreamClient.seq(seen.events.get(0));
            for (int i = 1; i < seen.events.size(); i++) {
                assertThat(StreamClient.seq(seen.events.get(i))).isEqualTo(first + i);
            }
        }
    }
}
