package io.swarmbot.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is kept open: where it is lost, it is made again, after pauses that grow. It is not the pool's to
 * hand out: a command that blocks its connection ({@code WAIT}) must have one of its own, and commands that follow one
 * another are sent without waiting for answers.
 *
 * <p>Ordering: commands that one thread sends are carried out in that order.
 *
 * <p>Failure: a stage fails with a {@link RedisFailure}; where the answer does not come in time, too. The command may be
 * carried out all the same.
 *
 * <p>Thread-safety: any thread.
 */
final class RedisLine {

    private static final Logger LOG = System.getLogger(RedisLine.class.getName());

    private final Redis redis;
    private final Vertx vertx;
    private final RedisSettings settings;
    private final Backoff backoff = new Backoff();
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

    private final Runnable opened;

    private volatile @Nullable RedisConnection connection;
    private volatile String trouble = "it is being made";
    private volatile boolean isClosed;
    /** The alarm of the next attempt; -1 where there is none. Guarded by this. */
    private long alarm = -1;

    /** @param opened is run each time that it is connected */
    RedisLine(Redis redis, Vertx vertx, RedisSettings settings, Runnable opened) {
        this.redis = redis;
        this.vertx = vertx;
        this.settings = settings;
        this.opened = opened;
    }

    /** Begins to connect. The stage completes with the first attempt, and fails with it, too. */
    CompletableFuture<Void> open() {
        connect();
        return firstAttempt;
    }

    /** The server is there: no need to wait any longer before the next attempt. */
    synchronized void hurry() {
        if (alarm >= 0 && vertx.cancelTimer(alarm)) {
            alarm = -1;
            connect();
        }
    }

    void close() {
        isClosed = true;
        RedisConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Sends a command that is answered within the usual time. */
    CompletableFuture<@Nullable Response> send(Request request) {
        return send(request, settings.timeout());
    }

    CompletableFuture<@Nullable Response> send(Request request, Duration timeout) {
        RedisConnection open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(RedisFailure.notSent("no connection to Redis: " + trouble));
        }
        if (open.pendingQueueFull()) {
            return CompletableFuture.failedFuture(RedisFailure.notSent("too many commands wait for Redis"));
        }
        CompletableFuture<@Nullable Response> answer = new CompletableFuture<>();
        open.send(request).onComplete(done -> {
            if (done.succeeded()) {
                answer.complete(done.result());
            } else {
                answer.completeExceptionally(failed(open, done.cause()));
            }
        });
        return answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException ? RedisFailure.late(timeout) : failure));
    }

    /** Runs a script, which the server may see for the first time. */
    CompletableFuture<@Nullable Response> run(Script.Call call) {
        return send(call.brief())
                .exceptionallyCompose(failure -> RedisFailure.in(failure).is("NOSCRIPT")
                        ? send(call.whole())
                        : CompletableFuture.failedFuture(failure));
    }

    private void connect() {
        if (isClosed) {
            return;
        }
        redis.connect()
                .compose(made -> {
                    made.exceptionHandler(failure -> lost(made, failure.toString()));
                    made.endHandler(ended -> lost(made, "it was closed"));
                    return greet(made).onFailure(unfit -> made.close());
                })
                .onComplete(done -> {
                    if (done.succeeded()) {
                        backoff.reset();
                        firstAttempt.complete(null);
                        opened.run();
                    } else {
                        retry(String.valueOf(done.cause().getMessage()));
                        firstAttempt.completeExceptionally(done.cause());
                    }
                });
    }

    /** Looks whom it is talking to before the first command. */
    private Future<?> greet(RedisConnection made) {
        return made.send(Request.cmd(Command.INFO)).compose(info -> {
            String unfit = RedisServer.parse(info.toString()).unfitFor(settings).orElse(null);
            if (unfit != null) {
                return Future.failedFuture(new UnfitServerException(unfit));
            }
            connection = made;
            if (isClosed) {
                made.close();
            }
            LOG.log(Level.DEBUG, "connected to Redis");
            return Future.succeededFuture();
        });
    }

    private RedisFailure failed(RedisConnection on, Throwable cause) {
        RedisFailure failure = RedisFailure.of(cause);
        if (failure.is("READONLY")) {
            // What was the master is a replica now: the next connection finds the new one.
            on.send(Request.cmd(Command.QUIT));
        }
        return failure;
    }

    private void lost(RedisConnection made, String why) {
        if (connection == made) {
            connection = null;
            retry(why);
        }
    }

    private void retry(String why) {
        trouble = why;
        LOG.log(Level.DEBUG, () -> "no connection to Redis: " + why);
        synchronized (this) {
            if (!isClosed) {
                alarm = vertx.setTimer(backoff.nextMillis(), timer -> retryNow());
            }
        }
    }

    private synchronized void retryNow() {
        alarm = -1;
        connect();
    }
}
