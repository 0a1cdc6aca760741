package io.swarmbot.store.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens stores on one Redis. Stores with different prefixes do not share keys. Closing this ends the connections of
 * all.
 */
public final class RedisStores implements AutoCloseable {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final String hosts;

    public RedisStores(int port) {
        this.hosts = "redis://127.0.0.1:" + port;
    }

    public static String newPrefix() {
        return "test" + PREFIXES.incrementAndGet();
    }

    public static RedisSettings settings(String prefix, int retainedEvents) {
        return new RedisSettings(prefix, Duration.ofSeconds(5), retainedEvents, null, 0, false, Duration.ofMillis(500));
    }

    public RedisStore open(RedisSettings settings) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(hosts)
                .setNetClientOptions(new NetClientOptions().setReadIdleTimeout(10));
        return RedisStore.open(Redis.createClient(vertx, options), vertx, settings);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
