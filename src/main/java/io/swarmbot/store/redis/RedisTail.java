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
import io.vertx.redis.client.ResponseType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only subscription of this process. Messages that are sent while it is broken are lost. That is allowed: they only
 * make things faster, and {@link io.swarmbot.store.SharedStore#heads} finds what they did not tell.
 *
 * <p>Thread-safety: any thread.
 */
final class RedisTail {

    private static final Logger LOG = System.getLogger(RedisTail.class.getName());

    /** Arrays of the protocol's version 2, and of version 3. */
    private static final Set<ResponseType> ARRAYS = Set.of(ResponseType.MULTI, ResponseType.PUSH);

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
        redis.connect().onSuccess(this::subscribe).onFailure(failure -> scheduleRetry());
    }

    private void subscribe(RedisConnection made) {
        connection = made;
        made.handler(reply -> handleReply(made, reply));
        made.exceptionHandler(failure -> endConnection(made));
        made.endHandler(ended -> endConnection(made));
        Request subscribe = Request.cmd(Command.SUBSCRIBE);
        keys.allChannels().forEach(subscribe::arg);
        made.send(subscribe)
                .onSuccess(first -> {
                    backoff.reset();
                    LOG.log(Level.DEBUG, "subscribed to Redis");
                })
                .onFailure(failure -> endConnection(made));
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

    /** Ends a connection that is lost or of no use, and makes another one. Later calls for the same one do nothing. */
    private void endConnection(RedisConnection made) {
        if (connection == made) {
            connection = null;
            made.close();
            scheduleRetry();
        }
    }

    private void scheduleRetry() {
        if (!isClosed) {
            vertx.setTimer(backoff.nextMillis(), timer -> open());
        }
    }

    /**
     * All that a subscription brings is an array. Behind anything else, nobody knows what the next reply belongs to.
     */
    private void handleReply(RedisConnection made, @Nullable Response reply) {
        if (connection != made) {
            return;
        }
        if (reply == null || !ARRAYS.contains(reply.type())) {
            LOG.log(
                    Level.WARNING,
                    "the subscription to Redis brought something that is no message, and begins anew: " + reply);
            endConnection(made);
        } else if (reply.size() == 3 && "message".equals(String.valueOf(reply.get(0)))) {
            handleMessage(reply);
        }
    }

    /** A message is {@code <swarm> <cursor>}, or the swarm alone if it was deleted. */
    private void handleMessage(Response push) {
        if (keys.beat().equals(String.valueOf(push.get(1)))) {
            return;
        }
        String[] words = String.valueOf(push.get(2)).split(" ", 2);
        Cursor head = words.length < 2 ? null : Cursor.parse(words[1]).orElse(null);
        if (head == null && words.length == 2) {
            LOG.log(Level.DEBUG, () -> "not a message of ours: " + push);
            return;
        }
        listeners.publish(words[0], head);
    }
}
