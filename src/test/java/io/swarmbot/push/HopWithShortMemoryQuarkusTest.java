package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.StreamClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** With a short log one sees it, or is told {@code reset} and has the true state afterwards. */
@QuarkusTest
@TestProfile(HopWithShortMemoryQuarkusTest.ShortMemory.class)
class HopWithShortMemoryQuarkusTest extends HopContract {

    @Test
    void whoeverFallsBehindTheLogIsToldAndEndsWithTheTrueState() {
        long seed = new Random().nextLong();
        System.out.println("whoeverFallsBehindTheLog seed " + seed);
        CompletableFuture<Void> writing = write(10_000);
        List<CompletableFuture<Seen>> followers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seed + i);
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

    public static class ShortMemory implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("swarmbot.push.ring.events", "256", "swarmbot.retention.events", "1000");
        }
    }
}
