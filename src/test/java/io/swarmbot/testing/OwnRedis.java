package io.swarmbot.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives the application under test a Redis of its own, and puts it into the field of that type of the test. */
public final class OwnRedis implements QuarkusTestResourceLifecycleManager {

    private RedisProcess redis;

    @Override
    public Map<String, String> start() {
        redis = RedisProcess.durable();
        return Map.of(
                "swarmbot.store.kind", "redis",
                "quarkus.redis.hosts", redis.hosts(),
                "swarmbot.store.redis.timeout", "500ms");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisProcess.class));
    }

    @Override
    public void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
