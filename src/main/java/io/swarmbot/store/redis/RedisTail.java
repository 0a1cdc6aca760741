package io.swarmbot.store.redis;

import io.swarmbot.concurrent.Backoff;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore.Tail;
import io.swarmbot.store.SwarmStore.TailListener;
import io.swarmbot.store.TailListeners;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The only subscription of this process. Messages that are sent while it is broken are lost. That is allowed: they only
 * make things faster, and {@link io.swarmbot.store.SharedStore#heads} finds what they did not tell.
 *
 * <p>Thread-safety: any thread.
 */
final class RedisTail {

    private static final Logger LOG = System.getLogger(RedisTail.class.getName());

    private final Redis redis;
    private final Vertx vertx;
    private final RedisKeys keys;
    private final Backoff backoff = new Backoff();
    private final TailListeners listeners = new TailListeners();

    private volatile @Nullable RedisConnection connection;
    private volatile boolean isClosed;

    RedisTail(Redis redis, Vertx vertx, RedisKeys keys) {
        this.redis = redis;
        this.vertx = vertx;
        this.keys = keys;
    }

    /** Begins to subscribe. It tries again, with pauses that grow, until it is closed. */
    void open() {
        if (isClosed) {
            return;
        }
        redis.connect()
                .compose(made -> {
                    made.handler(this::handleMessage);
                    made.exceptionHandler(failure -> handleLoss(made));
                    made.endHandler(ended -> handleLoss(made));
                    Request subscribe = Request.cmd(Command.SUBSCRIBE);
                    keys.allChannels().forEach(subscribe::arg);
                    connection = made;
                    return made.send(subscribe);
                })
                .onComplete(done -> {
                    if (done.succeeded()) {
                        backoff.reset();
                        LOG.log(Level.DEBUG, "subscribed to Redis");
                    } else {
                        scheduleRetry();
                    }
                });
    }

    void close() {
        isClosed = true;
        listeners.clear();
        RedisConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    Tail add(TailListener listener) {
        return listeners.add(listener);
    }

    private void handleLoss(RedisConnection made) {
        if (connection == made) {
            connection = null;
            scheduleRetry();
        }
    }

    private void scheduleRetry() {
        if (!isClosed) {
            vertx.setTimer(backoff.nextMillis(), timer -> open());
        }
    }

    /** A message is {@code <swarm> <cursor>}, or the swarm alone if it was deleted. */
    private void handleMessage(@Nullable Response push) {
        if (push == null || push.size() != 3 || !push.get(0).toString().equals("message")) {
            return;
        }
        if (push.get(1).toString().equals(keys.beat())) {
            return;
        }
        String[] words = push.get(2).toString().split(" ", 2);
        Cursor head = words.length < 2 ? null : Cursor.parse(words[1]).orElse(null);
        if (head == null && words.length == 2) {
            LOG.log(Level.DEBUG, () -> "not a message of ours: " + push);
            return;
        }
        listeners.publish(words[0], head);
    }
}
