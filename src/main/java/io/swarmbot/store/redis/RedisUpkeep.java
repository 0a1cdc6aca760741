package io.swarmbot.store.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a store does from time to time by itself: once a second it uses each connection, so that a dead one is noticed;
 * once a minute it removes entries that are too old.
 *
 * <p>Each replica does this. If several of them trim the same log, the later ones find nothing to do.
 */
final class RedisUpkeep implements AutoCloseable {

    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long HEARTBEATS_PER_TRIM = 60;

    private static final Script TRIM = Script.named("trim");

    private final LogScripts scripts;
    private final Vertx vertx;
    private final RedisSettings settings;
    private final RedisSharing sharing;
    private final String replica;
    private long timer = -1;
    /** Confined to the timer's thread. */
    private long heartbeats;

    RedisUpkeep(LogScripts scripts, Vertx vertx, RedisSettings settings, RedisSharing sharing) {
        this.scripts = scripts;
        this.vertx = vertx;
        this.settings = settings;
        this.sharing = sharing;
        this.replica = scripts.newEpoch();
    }

    void start() {
        timer = vertx.setPeriodic(HEARTBEAT_MILLIS, fired -> runOnce());
    }

    private void runOnce() {
        scripts.sendHeartbeat(replica);
        if (++heartbeats % HEARTBEATS_PER_TRIM == 0) {
            trim(sharing.swarmsInUse());
        }
    }

    /** Removes the entries of these logs that are older than each of them keeps. */
    CompletableFuture<Void> trim(Collection<String> swarms) {
        List<CompletableFuture<?>> trims = new ArrayList<>();
        for (String swarm : swarms) {
            settings.retentionOf(swarm).age().ifPresent(age -> trims.add(trim(swarm, age)));
        }
        return CompletableFuture.allOf(trims.toArray(CompletableFuture[]::new));
    }

    /** Removes the entries of a log that are older than {@code age}, except the newest one. */
    CompletableFuture<Response> trim(String swarm, Duration age) {
        RedisKeys keys = scripts.keys();
        return scripts.read(
                swarm,
                scripts.call(TRIM, swarm, keys.head(swarm), keys.log(swarm), keys.places(swarm))
                        .arg(age.toMillis()));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
