package io.swarmbot.store.redis;

import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import io.swarmbot.testing.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisStoreTest extends SwarmStoreContract {

    private static RedisProcess redis;
    private static RedisStores stores;

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
        return stores.open(RedisStores.settings(RedisStores.newPrefix(), retainedEvents));
    }
}
