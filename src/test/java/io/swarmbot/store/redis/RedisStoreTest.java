package io.swarmbot.store.redis;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.LogDriver;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import io.swarmbot.testing.RedisProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisStoreTest extends SwarmStoreContract {

    private static RedisProcess redis;
    private static RedisStores stores;

    private String prefix;

    @BeforeAll
    static void startRedis() {
        redis = RedisProcess.with();
        stores = new RedisStores(redis.port());
    }

    @AfterAll
    static void stopRedis() {
        stores.close();
        redis.close();
    }

    @Override
    protected SwarmStore open(int retainedEvents) {
        prefix = RedisStores.newPrefix();
        return stores.open(RedisStores.settings(prefix, retainedEvents));
    }

    @Test
    void earlierPlacesAreForgottenIfAVersionThatDoesNotKnowThemWroteMeanwhile() {
        log.append(1, row("agent", "a", 1, "a1"));
        log.append(1, row("agent", "a", 2, "a2"));
        // What the older version does, seen from here: the log is further on than the last append that kept.
        redis.call("HSET", new RedisKeys(prefix).head(log.swarm), "covered", "1");
        assertThat(join(store.loadPast(log.swarm, 2))).isEmpty();

        log.append(1, row("agent", "a", 3, "a3"));

        assertThat(join(store.loadPast(log.swarm, 1))).isEmpty();
        assertThat(LogDriver.rows(join(store.loadPast(log.swarm, 3)).orElseThrow()))
                .containsExactlyEntriesOf(Map.of("agent/a", "2 a2"));
    }

    @Test
    void deletedSwarmLeavesNoKey() {
        for (int n = 0; n < 3; n++) {
            log.append(1_000, row("agent", "a", (n + 1) * 1_000L, "a" + n));
        }
        log.delete();

        assertThat((List<?>) redis.call("KEYS", prefix + ":{" + log.swarm + "}*"))
                .isEmpty();
    }
}
