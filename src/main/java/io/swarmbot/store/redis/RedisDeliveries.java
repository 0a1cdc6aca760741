package io.swarmbot.store.redis;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The rows of deliveries, one hash for each swarm. Thread-safety: any thread. */
final class RedisDeliveries {

    private static final Script DELIVERY = Script.named("delivery");

    private final LogScripts scripts;
    private final RedisKeys keys;

    RedisDeliveries(LogScripts scripts) {
        this.scripts = scripts;
        this.keys = scripts.keys();
    }

    CompletableFuture<Map<String, DeliveryRow>> rows(String swarm) {
        return scripts.read(Request.cmd(Command.HGETALL).arg(keys.deliveries(swarm)))
                .thenApply(reply -> {
                    Map<String, DeliveryRow> rows = new HashMap<>();
                    for (String receiver : reply.getKeys()) {
                        rows.put(receiver, row(reply.get(receiver).toString()));
                    }
                    return rows;
                });
    }

    CompletableFuture<Boolean> replace(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        Script.Call call = DELIVERY.call(keys.head(swarm), keys.deliveries(swarm))
                .arg(receiver)
                .arg(text(known))
                .arg(text(next));
        return scripts.change(swarm, call).thenApply(reply -> LogScripts.number(reply) == 1);
    }

    private static String text(@Nullable DeliveryRow row) {
        return row == null ? "" : row.cursor() + " " + row.untilMillis() + " " + row.owner();
    }

    private static DeliveryRow row(String text) {
        String[] parts = text.split(" ", 3);
        return new DeliveryRow(Cursor.parse(parts[0]).orElseThrow(), parts[2], Long.parseLong(parts[1]));
    }
}
