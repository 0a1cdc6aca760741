package io.swarmbot.store.redis;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Batch;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.StoreException;
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
 * Compare-and-append by {@code append.lua}, and then, where the settings ask for it, the word of the server's replicas and
 * disks.
 *
 * <p>Thread-safety: any thread.
 */
final class Appends {

    /** What a conflict brings of what was missed. */
    private static final PageLimit MISSED = new PageLimit(1_000, 1 << 20);

    private static final Script APPEND = Script.named("append");
    private static final Command WAITAOF = Command.create("waitaof");

    private final LogScripts scripts;
    private final Vertx vertx;
    private final RedisSettings settings;
    /** Tells this process from the others that append. */
    private final String writer;
    /** How often this process has been too late in a row. */
    private final ConcurrentHashMap<String, Integer> conflicts = new ConcurrentHashMap<>();

    Appends(LogScripts scripts, Vertx vertx, RedisSettings settings) {
        this.scripts = scripts;
        this.vertx = vertx;
        this.settings = settings;
        this.writer = scripts.newEpoch();
    }

    CompletableFuture<AppendResult> append(String swarm, Batch batch) {
        try {
            return attempt(swarm, batch, EntryText.of(batch));
        } catch (IllegalArgumentException unfit) {
            return CompletableFuture.failedFuture(unfit);
        }
    }

    /** The swarm is no more. */
    void forget(String swarm) {
        conflicts.remove(swarm);
    }

    private CompletableFuture<AppendResult> attempt(String swarm, Batch batch, List<byte[]> entries) {
        return scripts.write(swarm, call(swarm, batch, entries)).thenCompose(reply -> {
            String word = reply.get(0).toString();
            if (word.equals("turn")) {
                // Another one's, who was too late too often. It is a matter of milliseconds.
                return after(LogScripts.number(reply.get(1))).thenCompose(elapsed -> attempt(swarm, batch, entries));
            }
            if (word.equals("appended")) {
                conflicts.remove(swarm);
                return confirmed(swarm).thenApply(nothing -> new Appended(batch.head()));
            }
            conflicts.merge(swarm, 1, Integer::sum);
            return CompletableFuture.completedFuture(
                    new Conflict(LogReply.of(reply).after(batch.expectedHead())));
        });
    }

    private Script.Call call(String swarm, Batch batch, List<byte[]> entries) {
        List<byte[]> set = new ArrayList<>(batch.entities().size() * 2);
        List<String> gone = new ArrayList<>();
        for (EntityRow row : batch.entities()) {
            byte[] json = row.json();
            if (json == null) {
                gone.add(EntryText.nameOf(row));
            } else {
                set.add(EntryText.nameOf(row).getBytes(StandardCharsets.UTF_8));
                set.add(EntryText.valueOf(row, json));
            }
        }
        RedisKeys keys = scripts.keys();
        Script.Call call = scripts.on(swarm, APPEND, keys.head(swarm), keys.log(swarm), keys.entities(swarm))
                .arg(writer)
                .arg(conflicts.getOrDefault(swarm, 0))
                .arg(batch.id())
                .arg(batch.expectedHead().epoch())
                .arg(batch.expectedHead().seq())
                .arg(settings.retainedEvents())
                .arg(MISSED.entries())
                .arg(MISSED.bytes())
                .arg(LogEntry.FLAT_BYTES)
                .arg(entries.size())
                .arg(set.size());
        entries.forEach(call::arg);
        set.forEach(call::arg);
        gone.forEach(call::arg);
        return call;
    }

    /**
     * Completes when as many have the append as are to have it. {@code WAIT} speaks of all that its connection saw written
     * before it, so it is right for a batch that was appended before, too.
     */
    private CompletableFuture<?> confirmed(String swarm) {
        if (!settings.waits()) {
            return CompletableFuture.completedFuture(null);
        }
        Request wait = settings.waitAof()
                ? Request.cmd(WAITAOF).arg(1).arg(settings.waitReplicas())
                : Request.cmd(Command.WAIT).arg(settings.waitReplicas());
        wait.arg(settings.waitTimeout().toMillis());
        return LogScripts.answered(
                        scripts.line(swarm).send(wait, settings.waitTimeout().plus(settings.timeout())),
                        // It is in the log, whatever goes wrong here.
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

    private CompletableFuture<Void> after(long millis) {
        CompletableFuture<Void> elapsed = new CompletableFuture<>();
        vertx.setTimer(Math.max(1, millis), timer -> elapsed.complete(null));
        return elapsed;
    }
}
