package io.swarmbot.store.redis;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.SwarmStore.Subscription;
import io.swarmbot.store.SwarmStore.TailListener;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The one subscription of this process. It is for speed only: what is told while it is broken is lost, and found out by
 * comparing heads.
 *
 * <p>Thread-safety: any thread.
 */
final class RedisTail {

    private static final Logger LOG = System.getLogger(RedisTail.class.getName());

    private final Redis redis;
    private final Vertx vertx;
    private final RedisKeys keys;
    private final Backoff backoff = new Backoff();
    private final CopyOnWriteArrayList<TailListener> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable RedisConnection connection;
    private volatile boolean isClosed;

    RedisTail(Redis redis, Vertx vertx, RedisKeys keys) {
        this.redis = redis;
        this.vertx = vertx;
        this.keys = keys;
    }

    void open() {
        if (isClosed) {
            return;
        }
        redis.connect()
                .compose(made -> {
                    made.handler(this::heard);
                    made.exceptionHandler(failure -> lost(made));
                    made.endHandler(ended -> lost(made));
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
                        retry();
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

    Subscription add(TailListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void lost(RedisConnection made) {
        if (connection == made) {
            connection = null;
            retry();
        }
    }

    private void retry() {
        if (!isClosed) {
            vertx.setTimer(backoff.nextMillis(), timer -> open());
        }
    }

    /** A message is {@code <swarm> <cursor>}, or the swarm alone where it was deleted. */
    private void heard(@Nullable Response push) {
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
        for (TailListener listener : listeners) {
            try {
                listener.moved(words[0], head);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, () -> "a listener failed at " + push, e);
            }
        }
    }
}
