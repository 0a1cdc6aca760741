package io.swarmbot.store.redis;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.SharedStore;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What replicas of this service tell one another through Redis, besides the logs. */
final class RedisSharing implements SharedStore {

    private static final int MAX_HEADS_PER_CALL = 500;

    private static final Script HEADS = Script.named("heads");
    private static final Script SEEN = Script.named("seen");
    private static final Script USES = Script.named("uses");

    private final LogScripts scripts;
    private final RedisKeys keys;
    private final ServerClock clock;
    private volatile List<String> swarmsInUse = List.of();

    RedisSharing(LogScripts scripts, Ticker ticker) {
        this.scripts = scripts;
        this.clock = new ServerClock(ticker);
        this.keys = scripts.keys();
    }

    /** The swarms of the last call of {@link #heads}: those that this replica is interested in. */
    List<String> swarmsInUse() {
        return swarmsInUse;
    }

    @Override
    public CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms) {
        List<String> names = List.copyOf(swarms);
        swarmsInUse = names;
        CompletableFuture<?> probe = scripts.probe();
        List<CompletableFuture<Response>> parts = new ArrayList<>();
        for (int from = 0; from < names.size(); from += MAX_HEADS_PER_CALL) {
            List<String> part = names.subList(from, Math.min(names.size(), from + MAX_HEADS_PER_CALL));
            Script.Call call = HEADS.call(part.stream().map(keys::head).toArray(String[]::new))
                    .arg(scripts.newEpoch());
            part.forEach(swarm -> call.arg(swarm).arg(keys.channel(swarm)));
            parts.add(scripts.read(call));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
        return probe.thenCombine(all, (takesWrites, read) -> {
            Map<String, Cursor> heads = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String head = parts.get(i / MAX_HEADS_PER_CALL)
                        .join()
                        .get(i % MAX_HEADS_PER_CALL)
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
        Script.Call call = SEEN.call(keys.head(swarm), keys.seen(swarm))
                .arg(mine.spoke().size() * 2L)
                .arg(mine.gone().size());
        mine.spoke().forEach((name, ago) -> call.arg(name).arg(ago.toMillis()));
        mine.gone().forEach(call::arg);
        asked.forEach(call::arg);
        return scripts.read(call).thenApply(reply -> {
            boolean isInDoubt = clock.isInDoubt(LogScripts.number(reply.get(0)));
            Map<String, Duration> silences = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                @Nullable Response ago = reply.get(i + 1);
                if (ago != null) {
                    silences.put(asked.get(i), isInDoubt ? Duration.ZERO : Duration.ofMillis(LogScripts.number(ago)));
                }
            }
            return silences;
        });
    }

    CompletableFuture<Void> noteUses(String swarm, Map<String, Instant> uses) {
        Script.Call call = callUses(swarm).arg(uses.size() * 2L);
        uses.forEach((name, at) -> call.arg(name).arg(at.toEpochMilli()));
        return scripts.read(call).thenAccept(noted -> {});
    }

    CompletableFuture<Void> forgetUses(String swarm, Collection<String> names) {
        Script.Call call = callUses(swarm).arg(0);
        names.forEach(call::arg);
        return scripts.read(call).thenAccept(forgotten -> {});
    }

    CompletableFuture<Map<String, Instant>> uses(String swarm) {
        return scripts.read(callUses(swarm)).thenApply(reply -> {
            Map<String, Instant> uses = new HashMap<>();
            for (int i = 0; i + 1 < reply.size(); i += 2) {
                uses.put(reply.get(i).toString(), Instant.ofEpochMilli(LogScripts.number(reply.get(i + 1))));
            }
            return uses;
        });
    }

    private Script.Call callUses(String swarm) {
        return USES.call(keys.head(swarm), keys.uses(swarm));
    }
}
