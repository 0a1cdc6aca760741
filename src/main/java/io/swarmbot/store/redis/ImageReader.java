package io.swarmbot.store.redis;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmImage;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads a swarm without blocking the server for long. It notes the head, scans the entities in parts, and then asks for
 * all entities that changed since the noted head. That last call is atomic, so the image is that of one head.
 */
final class ImageReader {

    private static final int SCAN_COUNT = 500;
    private static final int MAX_ATTEMPTS = 5;
    /** Place of the first entity in the answer of {@code changed.lua}. */
    private static final int FIRST_ENTITY = 3;

    private static final Script READ = Script.named("read");
    private static final Script CHANGED = Script.named("changed");

    private final LogScripts scripts;

    ImageReader(LogScripts scripts) {
        this.scripts = scripts;
    }

    /** The swarm's image; empty if there is no such swarm. */
    CompletableFuture<Optional<SwarmImage>> read(String swarm) {
        return emptyIfMissing(attempt(swarm, MAX_ATTEMPTS).thenApply(Optional::of));
    }

    /** The same; empty if it fails because there is no such swarm. */
    static CompletableFuture<Optional<SwarmImage>> emptyIfMissing(CompletableFuture<Optional<SwarmImage>> image) {
        return image.exceptionallyCompose(failure -> {
            Throwable cause = StageFailure.causeOf(failure);
            return cause instanceof NoSuchSwarmException
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(cause);
        });
    }

    private CompletableFuture<SwarmImage> attempt(String swarm, int attemptsLeft) {
        Map<String, byte[]> found = new HashMap<>();
        return head(swarm)
                .thenCompose(noted ->
                        scan(scripts.keys().entities(swarm), found).thenCompose(scanned -> changed(swarm, noted)))
                .thenCompose(reply -> {
                    if (reply.get(0).toString().equals("again")) {
                        return attemptsLeft > 1
                                ? attempt(swarm, attemptsLeft - 1)
                                : CompletableFuture.failedFuture(StoreException.unavailable(
                                        "swarm " + swarm + " changes faster than it can be loaded",
                                        new IllegalStateException()));
                    }
                    return CompletableFuture.completedFuture(image(reply, found));
                });
    }

    private CompletableFuture<Cursor> head(String swarm) {
        RedisKeys keys = scripts.keys();
        Script.Call call = scripts.call(READ, swarm, keys.head(swarm), keys.log(swarm));
        // No entries are wanted, only the head.
        call.arg(Cursor.MAX_SEQ).arg(0).arg(0).arg(0);
        return scripts.read(swarm, call)
                .thenApply(reply -> LogReply.of(reply).lineage().head());
    }

    /** Collects the fields of a hash of entities. Those that it has all the time are found; others may be. */
    CompletableFuture<?> scan(String hash, Map<String, byte[]> found) {
        return scan(hash, "0", found);
    }

    private CompletableFuture<?> scan(String hash, String position, Map<String, byte[]> found) {
        Request scan =
                Request.cmd(Command.HSCAN).arg(hash).arg(position).arg("COUNT").arg(SCAN_COUNT);
        return scripts.read(scan).thenCompose(reply -> {
            Response part = reply.get(1);
            for (int i = 0; i < part.size(); i += 2) {
                found.put(part.get(i).toString(), part.get(i + 1).toBytes());
            }
            String next = reply.get(0).toString();
            return next.equals("0") ? CompletableFuture.completedFuture(null) : scan(hash, next, found);
        });
    }

    private CompletableFuture<Response> changed(String swarm, Cursor noted) {
        RedisKeys keys = scripts.keys();
        Script.Call call = scripts.call(CHANGED, swarm, keys.head(swarm), keys.log(swarm), keys.entities(swarm));
        return scripts.read(swarm, call.arg(noted.epoch()).arg(noted.seq()));
    }

    private static SwarmImage image(Response reply, Map<String, byte[]> found) {
        for (int i = FIRST_ENTITY; i < reply.size(); i += 2) {
            @Nullable Response value = reply.get(i + 1);
            if (value == null) {
                found.remove(reply.get(i).toString());
            } else {
                found.put(reply.get(i).toString(), value.toBytes());
            }
        }
        List<EntityRow> rows = found.entrySet().stream()
                .map(entity -> EntryText.parseEntity(entity.getKey(), entity.getValue()))
                .toList();
        return new SwarmImage(new Cursor(reply.get(1).toString(), LogScripts.number(reply.get(2))), rows);
    }
}
