package io.swarmbot.store.redis;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps logs and entities in Redis, for any number of replicas of this service. Each call runs a script, which Redis
 * executes atomically. {@code append.lua} decides what gets into a log.
 */
public final class RedisStore implements SwarmStore {

    private static final Logger LOG = System.getLogger(RedisStore.class.getName());

    private static final Script READ = Script.named("read");
    private static final Script CREATE = Script.named("create");
    private static final Script DELETE = Script.named("delete");

    private final RedisSettings settings;
    private final LogScripts scripts;
    private final RedisKeys keys;
    private final RedisTail tail;
    private final Appends appends;
    private final ImageReader images;
    private final PastReader past;
    private final RedisSharing sharing;
    private final RedisDeliveries deliveries;
    private final RedisUpkeep upkeep;

    private RedisStore(Redis redis, Vertx vertx, RedisSettings settings) {
        this.settings = settings;
        this.scripts = new LogScripts(redis, vertx, settings);
        this.keys = scripts.keys();
        this.tail = new RedisTail(redis, vertx, keys);
        this.appends = new Appends(scripts, vertx, settings);
        this.images = new ImageReader(scripts);
        this.past = new PastReader(scripts, images);
        this.sharing = new RedisSharing(scripts, Ticker.system());
        this.deliveries = new RedisDeliveries(scripts);
        this.upkeep = new RedisUpkeep(scripts, vertx, settings, sharing);
    }

    /**
     * Connects. If the server does not answer within the timeout, the store goes on trying in the background.
     *
     * @throws IllegalStateException if the server answers, and cannot do what the settings ask for
     */
    public static RedisStore open(Redis redis, Vertx vertx, RedisSettings settings) {
        RedisStore store = new RedisStore(redis, vertx, settings);
        store.upkeep.start();
        store.tail.open();
        try {
            store.scripts.open().get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnfitServerException unfit) {
                store.close();
                throw new IllegalStateException(unfit.getMessage(), unfit);
            }
            LOG.log(Level.WARNING, () -> "Redis is not there yet: " + e.getCause());
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "Redis does not answer yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return store;
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        return scripts.write(swarm, scripts.call(CREATE, swarm, allKeys(swarm))).thenApply(RedisStore::isOne);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        appends.forget(swarm);
        return scripts.write(swarm, scripts.call(DELETE, swarm, allKeys(swarm))).thenApply(RedisStore::isOne);
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return scripts.read(Request.cmd(Command.SMEMBERS).arg(keys.swarms()))
                .thenApply(
                        names -> names.stream().map(Response::toString).sorted().toList());
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return images.read(swarm);
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
        return past.read(swarm, seq);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return appends.append(swarm, append);
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        Script.Call call = scripts.call(READ, swarm, keys.head(swarm), keys.log(swarm))
                .arg(after.seq())
                .arg(limit.entries())
                .arg(limit.bytes())
                .arg(LogEntry.FLAT_BYTES);
        return scripts.read(swarm, call).thenApply(reply -> LogReply.of(reply).toResult(after));
    }

    @Override
    public CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return sharing.noteUses(swarm, uses);
    }

    @Override
    public CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        return sharing.forgetUses(swarm, names);
    }

    @Override
    public CompletionStage<Map<String, Instant>> uses(String swarm) {
        return sharing.uses(swarm);
    }

    @Override
    public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return deliveries.rows(swarm);
    }

    @Override
    public CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        return deliveries.replace(swarm, receiver, known, next);
    }

    @Override
    public Tail tail(TailListener listener) {
        return tail.add(listener);
    }

    @Override
    public Optional<SharedStore> shared() {
        return Optional.of(sharing);
    }

    @Override
    public CompletionStage<Void> check() {
        return scripts.check()
                .thenCompose(works -> scripts.read(Request.cmd(Command.INFO)))
                .thenAccept(info -> {
                    RedisServer server = RedisServer.parse(info.toString());
                    Optional<String> problem = server.unfitFor(settings)
                            .or(() -> server.eviction()
                                    .map(policy -> "Redis throws keys away when memory is short (maxmemory-policy "
                                            + policy + "): a log would lose its middle. Set maxmemory-policy "
                                            + RedisServer.NOEVICTION))
                            .or(() -> scripts.unreadable()
                                    .map(swarm -> "the log of swarm " + swarm
                                            + " was written by a newer version of this service"));
                    problem.ifPresent(reason -> {
                        throw StoreException.unavailable(reason, new IllegalStateException());
                    });
                });
    }

    /** What the store does from time to time by itself. */
    RedisUpkeep upkeep() {
        return upkeep;
    }

    @Override
    public void close() {
        upkeep.close();
        tail.close();
        scripts.close();
    }

    private String[] allKeys(String swarm) {
        return new String[] {
            keys.head(swarm),
            keys.log(swarm),
            keys.entities(swarm),
            keys.seen(swarm),
            keys.swarms(),
            keys.uses(swarm),
            keys.deliveries(swarm),
            keys.places(swarm)
        };
    }

    private static boolean isOne(Response reply) {
        return LogScripts.number(reply) == 1;
    }
}
