package io.swarmbot.store.redis;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Logs and entities in Redis. Each call is a script, which is atomic there; {@code append.lua} decides what is in a log. */
public final class RedisStore implements SwarmStore, SharedStore {

    private static final Logger LOG = System.getLogger(RedisStore.class.getName());

    private static final long BEAT_MILLIS = 1_000;
    private static final long TRIM_EVERY_BEATS = 60;
    private static final int HEADS_AT_ONCE = 500;

    private static final Script READ = Script.named("read");
    private static final Script HEADS = Script.named("heads");
    private static final Script CREATE = Script.named("create");
    private static final Script DELETE = Script.named("delete");
    private static final Script SEEN = Script.named("seen");
    private static final Script TRIM = Script.named("trim");

    private final RedisSettings settings;
    private final Vertx vertx;
    private final LogScripts scripts;
    private final RedisKeys keys;
    private final RedisTail tail;
    private final Appends appends;
    private final ImageReader images;
    private final String replica;
    private final long beating;

    /** The swarms that somebody here asked about last. */
    private volatile List<String> active = List.of();
    /** Of the timer's thread. */
    private long beats;

    private RedisStore(Redis redis, Vertx vertx, RedisSettings settings) {
        this.settings = settings;
        this.vertx = vertx;
        this.scripts = new LogScripts(redis, vertx, settings);
        this.keys = scripts.keys();
        this.tail = new RedisTail(redis, vertx, keys);
        this.appends = new Appends(scripts, vertx, settings);
        this.images = new ImageReader(scripts);
        this.replica = scripts.newEpoch();
        this.beating = vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
    }

    /**
     * Connects. A server that does not answer is waited for in the background.
     *
     * @throws IllegalStateException where it answers, and cannot do what the settings ask for
     */
    public static RedisStore open(Redis redis, Vertx vertx, RedisSettings settings) {
        RedisStore store = new RedisStore(redis, vertx, settings);
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
        return scripts.write(swarm, scripts.on(swarm, CREATE, allKeys(swarm))).thenApply(RedisStore::isOne);
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        appends.forget(swarm);
        return scripts.write(swarm, scripts.on(swarm, DELETE, allKeys(swarm))).thenApply(RedisStore::isOne);
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
    public CompletionStage<AppendResult> append(String swarm, Batch batch) {
        return appends.append(swarm, batch);
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        Script.Call call = scripts.on(swarm, READ, keys.head(swarm), keys.log(swarm))
                .arg(after.seq())
                .arg(limit.entries())
                .arg(limit.bytes())
                .arg(LogEntry.FLAT_BYTES);
        return scripts.read(swarm, call).thenApply(reply -> LogReply.of(reply).after(after));
    }

    @Override
    public Subscription tail(TailListener listener) {
        return tail.add(listener);
    }

    @Override
    public Optional<SharedStore> shared() {
        return Optional.of(this);
    }

    @Override
    public CompletionStage<Void> check() {
        return scripts.check()
                .thenCompose(works -> scripts.read(Request.cmd(Command.INFO)))
                .thenAccept(info -> {
                    RedisServer server = RedisServer.parse(info.toString());
                    Optional<String> trouble = server.unfitFor(settings)
                            .or(() -> server.eviction()
                                    .map(policy -> "Redis throws keys away when memory is short (maxmemory-policy "
                                            + policy + "): a log would lose its middle. Set maxmemory-policy "
                                            + RedisServer.NOEVICTION))
                            .or(() -> scripts.unreadable()
                                    .map(swarm -> "the log of swarm " + swarm
                                            + " was written by a newer version of this service"));
                    trouble.ifPresent(reason -> {
                        throw StoreException.unavailable(reason, new IllegalStateException());
                    });
                });
    }

    @Override
    public CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms) {
        List<String> names = List.copyOf(swarms);
        active = names;
        List<CompletableFuture<Response>> parts = new ArrayList<>();
        for (int from = 0; from < names.size(); from += HEADS_AT_ONCE) {
            List<String> part = names.subList(from, Math.min(names.size(), from + HEADS_AT_ONCE));
            Script.Call call = HEADS.with(part.stream().map(keys::head).toArray(String[]::new))
                    .arg(scripts.newEpoch());
            part.forEach(swarm -> call.arg(swarm).arg(keys.channel(swarm)));
            parts.add(scripts.read(call));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(all -> {
            Map<String, Cursor> heads = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String head = parts.get(i / HEADS_AT_ONCE)
                        .join()
                        .get(i % HEADS_AT_ONCE)
                        .toString();
                String swarm = names.get(i);
                Cursor.parse(head).ifPresent(cursor -> heads.put(swarm, cursor));
            }
            return heads;
        });
    }

    @Override
    public CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine) {
        List<String> asked = List.copyOf(mine.asked());
        Script.Call call = SEEN.with(keys.head(swarm), keys.seen(swarm))
                .arg(mine.spoke().size() * 2L)
                .arg(mine.gone().size());
        mine.spoke().forEach((name, ago) -> call.arg(name).arg(ago.toMillis()));
        mine.gone().forEach(call::arg);
        asked.forEach(call::arg);
        return scripts.read(call).thenApply(reply -> {
            Map<String, Duration> silences = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                @Nullable Response ago = reply.get(i);
                if (ago != null) {
                    silences.put(asked.get(i), Duration.ofMillis(LogScripts.number(ago)));
                }
            }
            return silences;
        });
    }

    @Override
    public void close() {
        vertx.cancelTimer(beating);
        tail.close();
        scripts.close();
    }

    private void beat() {
        scripts.beat(replica);
        Duration age = settings.retainedAge();
        if (age != null && ++beats % TRIM_EVERY_BEATS == 0) {
            // Each replica does; what one has trimmed, the others find trimmed.
            active.forEach(swarm -> trim(swarm, age));
        }
    }

    /** Forgets what is older. */
    CompletionStage<?> trim(String swarm, Duration age) {
        return scripts.read(
                swarm,
                scripts.on(swarm, TRIM, keys.head(swarm), keys.log(swarm)).arg(age.toMillis()));
    }

    private String[] allKeys(String swarm) {
        return new String[] {keys.head(swarm), keys.log(swarm), keys.entities(swarm), keys.seen(swarm), keys.swarms()};
    }

    private static boolean isOne(Response reply) {
        return LogScripts.number(reply) == 1;
    }
}
