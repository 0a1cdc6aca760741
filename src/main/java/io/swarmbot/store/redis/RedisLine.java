package io.swarmbot.store.redis;

import io.swarmbot.concurrent.Backoff;
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
 * One connection that is kept open. If it is lost, it is made again, with pauses that grow. Commands are sent without
 * waiting for the answers to earlier ones. It is not a connection of a pool, because {@code WAIT} blocks its
 * connection.
 *
 * <p>Ordering: the server carries out the commands of one thread in the order in which they were sent.
 *
 * <p>Failure: a stage fails with a {@link RedisFailure}, also if the answer does not come in time. The command may have
 * been carried out all the same.
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
    /** Why there is no connection. */
    private volatile String reason = "it is being made";

    private volatile boolean isClosed;
    /** The timer of the next attempt; -1 if there is none. Guarded by this. */
    private long retryTimer = -1;

    /** @param opened is called each time that the connection is made */
    RedisLine(Redis redis, Vertx vertx, RedisSettings settings, Runnable opened) {
        this.redis = redis;
        this.vertx = vertx;
        this.settings = settings;
        this.opened = opened;
    }

    /** Begins to connect. The stage completes or fails with the first attempt. */
    CompletableFuture<Void> open() {
        connect();
        return firstAttempt;
    }

    /** Tries to connect at once, if the line waits for its next attempt. */
    synchronized void retryNow() {
        if (retryTimer >= 0 && vertx.cancelTimer(retryTimer)) {
            retryTimer = -1;
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

    /** Sends a command and waits for the answer as long as the settings say. */
    CompletableFuture<@Nullable Response> send(Request request) {
        return send(request, settings.timeout());
    }

    /** Sends a command and waits for the answer that long. */
    CompletableFuture<@Nullable Response> send(Request request, Duration timeout) {
        RedisConnection open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(RedisFailure.notSent("no connection to Redis: " + reason));
        }
        if (open.pendingQueueFull()) {
            return CompletableFuture.failedFuture(RedisFailure.notSent("too many commands wait for Redis"));
        }
        CompletableFuture<@Nullable Response> answer = new CompletableFuture<>();
        open.send(request).onComplete(done -> {
            if (done.succeeded()) {
                answer.complete(done.result());
            } else {
                answer.completeExceptionally(failureOf(open, done.cause()));
            }
        });
        return answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException ? RedisFailure.late(timeout) : failure));
    }

    /** Runs a script. Sends its text only if the server does not know it. */
    CompletableFuture<@Nullable Response> run(Script.Call call) {
        return send(call.evalSha())
                .exceptionallyCompose(failure -> RedisFailure.in(failure).hasCode("NOSCRIPT")
                        ? send(call.eval())
                        : CompletableFuture.failedFuture(failure));
    }

    private void connect() {
        if (isClosed) {
            return;
        }
        redis.connect()
                .compose(made -> {
                    made.exceptionHandler(failure -> handleLoss(made, failure.toString()));
                    made.endHandler(ended -> handleLoss(made, "it was closed"));
                    return checkServer(made).onFailure(unfit -> made.close());
                })
                .onComplete(done -> {
                    if (done.succeeded()) {
                        backoff.reset();
                        firstAttempt.complete(null);
                        opened.run();
                    } else {
                        scheduleRetry(String.valueOf(done.cause().getMessage()));
                        firstAttempt.completeExceptionally(done.cause());
                    }
                });
    }

    /** Finds out whether the server can do what the settings ask for. Only then the connection is used. */
    private Future<?> checkServer(RedisConnection made) {
        return made.send(Request.cmd(Command.INFO)).compose(info -> {
            if (info == null) {
                return Future.failedFuture(RedisFailure.noValue());
            }
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

    private RedisFailure failureOf(RedisConnection used, Throwable cause) {
        RedisFailure failure = RedisFailure.of(cause);
        if (failure.hasCode("READONLY")) {
            // The server was the master and is a replica now. The next connection finds the new master.
            used.send(Request.cmd(Command.QUIT));
        }
        return failure;
    }

    private void handleLoss(RedisConnection made, String why) {
        if (connection == made) {
            connection = null;
            scheduleRetry(why);
        }
    }

    private void scheduleRetry(String why) {
        reason = why;
        LOG.log(Level.DEBUG, () -> "no connection to Redis: " + why);
        synchronized (this) {
            if (!isClosed) {
                retryTimer = vertx.setTimer(backoff.nextMillis(), timer -> retry());
            }
        }
    }

    private synchronized void retry() {
        retryTimer = -1;
        connect();
    }
}
