package io.swarmbot.store.redis;

import io.swarmbot.store.Epochs;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts: chooses the connection, adds the arguments that all scripts need, and turns the failures that all
 * scripts have in common into exceptions. All appends of one swarm use the same connection. Reads use another one, so
 * that no read waits behind an append that waits for the server's replicas.
 *
 * <p>Thread-safety: any thread.
 */
final class LogScripts {

    private static final int WRITING_LINES = 3;
    private static final Duration PROBE_KEPT = Duration.ofMinutes(1);

    private final RedisKeys keys;
    private final Epochs epochs = new Epochs();
    private final RedisLine reading;
    private final List<RedisLine> writing = new ArrayList<>(WRITING_LINES);
    /** The swarms whose log was written by a newer version of this service. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    LogScripts(Redis redis, Vertx vertx, RedisSettings settings) {
        this.keys = new RedisKeys(settings.prefix());
        this.reading = new RedisLine(redis, vertx, settings, this::retryNow);
        for (int n = 0; n < WRITING_LINES; n++) {
            writing.add(new RedisLine(redis, vertx, settings, this::retryNow));
        }
    }

    /** Begins to connect. The stage completes or fails with the first attempts. */
    CompletableFuture<Void> open() {
        List<CompletableFuture<Void>> attempts = new ArrayList<>();
        attempts.add(reading.open());
        writing.forEach(line -> attempts.add(line.open()));
        return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new));
    }

    /** Called if one connection found the server: the others need not wait any longer. */
    private void retryNow() {
        reading.retryNow();
        writing.forEach(RedisLine::retryNow);
    }

    /** Completes if every connection for writing is open and gets an answer, and the server takes what is written. */
    CompletableFuture<?> check() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        writing.forEach(
                line -> answers.add(answered(line.send(Request.cmd(Command.PING)), RedisFailure::whileReading)));
        answers.add(probe());
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    }

    /**
     * Completes if the server takes what is written. A server whose memory is full, that is a replica, or that cannot
     * save its data answers every read all the same. This does not go over a connection for writing, where it might
     * wait behind a {@code WAIT}.
     */
    CompletableFuture<?> probe() {
        Request set =
                Request.cmd(Command.SET).arg(keys.probe()).arg("1").arg("PX").arg(PROBE_KEPT.toMillis());
        return answered(reading.send(set), RedisFailure::whileReading);
    }

    void close() {
        writing.forEach(RedisLine::close);
        reading.close();
    }

    RedisKeys keys() {
        return keys;
    }

    /** A name for a new epoch, which a script uses if the log needs one. */
    String newEpoch() {
        return epochs.next();
    }

    /** A swarm whose log was written by a newer version of this service, if there is one. */
    Optional<String> unreadable() {
        return unreadable.stream().findFirst();
    }

    /** The connection that this swarm's appends go over. */
    RedisLine line(String swarm) {
        return writing.get(Math.floorMod(swarm.hashCode(), WRITING_LINES));
    }

    /** A call of a script on one swarm, with the arguments that all such scripts begin with. */
    Script.Call call(Script script, String swarm, String... keysOfSwarm) {
        return script.call(keysOfSwarm).arg(swarm).arg(keys.channel(swarm)).arg(newEpoch());
    }

    /** Runs a script that may change something. */
    CompletableFuture<Response> write(String swarm, Script.Call call) {
        return readable(swarm, answered(line(swarm).run(call), RedisFailure::whileWriting));
    }

    /** Runs a script that changes something beside a log. */
    CompletableFuture<Response> change(String swarm, Script.Call call) {
        return answered(line(swarm).run(call), RedisFailure::whileWriting);
    }

    /** Runs a script that changes no log. */
    CompletableFuture<Response> read(String swarm, Script.Call call) {
        return readable(swarm, read(call));
    }

    /** Runs a script that changes no log and concerns several swarms. */
    CompletableFuture<Response> read(Script.Call call) {
        return answered(reading.run(call), RedisFailure::whileReading);
    }

    CompletableFuture<Response> read(Request request) {
        return answered(reading.send(request), RedisFailure::whileReading);
    }

    /** Uses every connection, so that a dead one is noticed. */
    void sendHeartbeat(String replica) {
        reading.send(Request.cmd(Command.PUBLISH).arg(keys.beat()).arg(replica));
        writing.forEach(line -> line.send(Request.cmd(Command.PING)));
    }

    /** A whole number. A script may send it as a number or as text. */
    static long number(Response reply) {
        return Long.parseLong(reply.toString());
    }

    /** The answer, or the exception that {@code toException} makes of a failure. */
    static CompletableFuture<Response> answered(
            CompletableFuture<@Nullable Response> answer, Function<RedisFailure, StoreException> toException) {
        return answer.handle((reply, failure) -> {
            if (failure != null) {
                throw toException.apply(RedisFailure.in(failure));
            }
            if (reply == null) {
                throw toException.apply(RedisFailure.noValue());
            }
            return reply;
        });
    }

    /** Fails if the script said that there is no such swarm, or that its log has a newer format. */
    private CompletableFuture<Response> readable(String swarm, CompletableFuture<Response> answer) {
        return answer.thenApply(reply -> {
            String word = reply.type() == ResponseType.MULTI ? reply.get(0).toString() : "";
            if (word.equals("none")) {
                unreadable.remove(swarm);
                throw new NoSuchSwarmException(swarm);
            }
            if (word.equals("format")) {
                unreadable.add(swarm);
                throw StoreException.unavailable(
                        "the log of swarm " + swarm + " has format " + reply.get(1)
                                + ", which is newer than this version of the service",
                        new IllegalStateException());
            }
            unreadable.remove(swarm);
            return reply;
        });
    }
}
