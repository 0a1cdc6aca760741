package io.swarmbot.store.redis;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmStore;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Appends with {@code append.lua}. If the settings ask for it, an append is acknowledged only after Redis confirms that
 * its replicas or disks have it.
 *
 * <p>Thread-safety: any thread.
 */
final class Appends {

    /** How many missed entries a conflict brings. */
    private static final PageLimit MISSED = new PageLimit(1_000, 1 << 20);

    private static final Script APPEND = Script.named("append");
    private static final Command WAITAOF = Command.create("waitaof");

    private final LogScripts scripts;
    private final Vertx vertx;
    private final RedisSettings settings;
    /** Identifies this process among those that append. */
    private final String writer;
    /** For each swarm, how many appends of this process in a row met a conflict. */
    private final ConcurrentHashMap<String, Integer> conflicts = new ConcurrentHashMap<>();

    Appends(LogScripts scripts, Vertx vertx, RedisSettings settings) {
        this.scripts = scripts;
        this.vertx = vertx;
        this.settings = settings;
        this.writer = scripts.newEpoch();
    }

    CompletableFuture<AppendResult> append(String swarm, Append append) {
        try {
            return attempt(swarm, append, EntryText.of(append));
        } catch (IllegalArgumentException unfit) {
            return CompletableFuture.failedFuture(unfit);
        }
    }

    /** Forgets the swarm. Call this if it is deleted. */
    void forget(String swarm) {
        conflicts.remove(swarm);
    }

    private CompletableFuture<AppendResult> attempt(String swarm, Append append, List<byte[]> entries) {
        return scripts.write(swarm, call(swarm, append, entries)).thenCompose(reply -> {
            String word = reply.get(0).toString();
            if (word.equals("turn")) {
                // The next append is reserved for another process, for some milliseconds.
                return delay(LogScripts.number(reply.get(1))).thenCompose(elapsed -> attempt(swarm, append, entries));
            }
            if (word.equals("appended")) {
                conflicts.remove(swarm);
                return confirmed(swarm).thenApply(nothing -> new Appended(append.head()));
            }
            conflicts.merge(swarm, 1, Integer::sum);
            return CompletableFuture.completedFuture(
                    new Conflict(LogReply.of(reply).toResult(append.expectedHead())));
        });
    }

    private Script.Call call(String swarm, Append append, List<byte[]> entries) {
        List<byte[]> set = new ArrayList<>(append.entities().size() * 2);
        List<String> gone = new ArrayList<>();
        for (EntityRow row : append.entities()) {
            byte[] json = row.json();
            if (json == null) {
                gone.add(EntryText.nameOf(row));
            } else {
                set.add(EntryText.nameOf(row).getBytes(StandardCharsets.UTF_8));
                set.add(EntryText.valueOf(row, json));
            }
        }
        RedisKeys keys = scripts.keys();
        Script.Call call = scripts.call(
                        APPEND, swarm, keys.head(swarm), keys.log(swarm), keys.entities(swarm), keys.places(swarm))
                .arg(writer)
                .arg(conflicts.getOrDefault(swarm, 0))
                .arg(append.id())
                .arg(append.expectedHead().epoch())
                .arg(append.expectedHead().seq())
                .arg(settings.retentionOf(swarm).events())
                .arg(MISSED.entries())
                .arg(MISSED.bytes())
                .arg(LogEntry.FLAT_BYTES)
                .arg(entries.size())
                .arg(set.size())
                .arg(SwarmStore.PAST_EVERY);
        entries.forEach(call::arg);
        set.forEach(call::arg);
        gone.forEach(call::arg);
        return call;
    }

    /**
     * Completes if enough replicas and disks have the append, and fails if they do not have it in time. {@code WAIT}
     * covers everything that was written over its connection before, so it is right for an append that was sent before,
     * too.
     */
    private CompletableFuture<?> confirmed(String swarm) {
        if (!settings.isWaiting()) {
            return CompletableFuture.completedFuture(null);
        }
        Request wait = settings.waitAof()
                ? Request.cmd(WAITAOF).arg(1).arg(settings.waitReplicas())
                : Request.cmd(Command.WAIT).arg(settings.waitReplicas());
        wait.arg(settings.waitTimeout().toMillis());
        return LogScripts.answered(
                        scripts.line(swarm).send(wait, settings.waitTimeout().plus(settings.timeout())),
                        // The append is in the log already, so no failure here means that nothing was written.
                        failure -> StoreException.outcomeUnknown(failure.toString(), failure))
                .thenAccept(this::requireEnough);
    }

    private void requireEnough(Response reply) {
        boolean isOnDisk = !settings.waitAof() || LogScripts.number(reply.get(0)) >= 1;
        long replicas = LogScripts.number(settings.waitAof() ? reply.get(1) : reply);
        if (!isOnDisk || replicas < settings.waitReplicas()) {
            throw StoreException.outcomeUnknown(
                    "an append is not where it is to be: " + replicas + " replicas of " + settings.waitReplicas()
                            + (isOnDisk ? "" : ", not on disk"),
                    new IllegalStateException());
        }
    }

    private CompletableFuture<Void> delay(long millis) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        vertx.setTimer(Math.max(1, millis), timer -> elapsed.complete(null));
        return elapsed;
    }
}
