package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.LogEntry;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis that answers every read and takes nothing is away, for as long as that lasts. */
class FullRedisTest {

    private final RedisProcess redis = RedisProcess.durable();
    private final RedisStores stores = new RedisStores(redis.port());
    private CoordinatorHarness first;
    private CoordinatorHarness second;

    @BeforeEach
    void start() {
        first = replica("replica1");
        second = replica("replica2");
        await().ignoreExceptions().until(() -> join(first.submit(register("agent1"))) != null);
        await().ignoreExceptions().until(() -> join(second.submit(register("agent2"))) != null);
    }

    private CoordinatorHarness replica(String name) {
        RedisSettings settings =
                new RedisSettings("test", Duration.ofSeconds(2), 100_000, null, 0, false, Duration.ofMillis(300));
        return new CoordinatorHarness.Builder()
                .replica(name, stores.open(settings))
                .threads(2)
                .build();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        stores.close();
        redis.close();
    }

    /** Why the server takes nothing, and how that ends. */
    enum Refusal {
        MEMORY("maxmemory", "1", "0"),
        REPLICAS("min-replicas-to-write", "1", "0");

        private final String setting;
        private final String refusing;
        private final String taking;

        Refusal(String setting, String refusing, String taking) {
            this.setting = setting;
            this.refusing = refusing;
            this.taking = taking;
        }
    }

    /** What the newest notice of the store says. */
    private boolean isAway(CoordinatorHarness replica) {
        return replica.published.of(StoreAvailability.class).stream()
                .filter(notice -> notice.swarm() == null)
                .reduce((earlier, later) -> later)
                .map(notice -> !notice.isAvailable())
                .orElse(false);
    }

    @ParameterizedTest
    @EnumSource
    void storeThatTakesNothingIsAwayAndNobodyIsLost(Refusal refusal) {
        redis.call("CONFIG", "SET", refusal.setting, refusal.refusing);

        await().until(() -> isAway(first) && isAway(second));
        assertThat(rejection(first.submit(submit("t1")))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        assertThat(first.store.check()).failsWithin(Patience.LIMIT);
        for (int n = 0; n < 12; n++) {
            first.submit(heartbeat("agent1"));
            second.submit(heartbeat("agent2"));
            first.passes(10);
            second.passes(10);
        }
        redis.call("CONFIG", "SET", refusal.setting, refusal.taking);

        await().until(() -> !isAway(first) && !isAway(second));
        assertThat(first.store.check()).succeedsWithin(Patience.LIMIT);
        await().ignoreExceptions().until(() -> join(first.submit(submit("t2"))) != null);
        first.passes(20);
        second.passes(20);
        for (CoordinatorHarness replica : List.of(first, second)) {
            assertThat(replica.state().agents()).extracting(Agent::liveness).containsOnly(Liveness.LIVE);
            assertThat(replica.published.of(StoreAvailability.class))
                    .filteredOn(notice -> notice.swarm() == null)
                    .extracting(StoreAvailability::isAvailable)
                    .containsExactly(false, true);
        }
        assertThat(first.log.entriesAfter(
                        new io.swarmbot.store.Cursor(first.log.head().epoch(), 0)))
                .extracting(LogEntry::type)
                .doesNotContain("agent_liveness_changed");
        assertThat(first.state().task("t1")).as("refused in swarm %s", SWARM).isEmpty();
    }
}
