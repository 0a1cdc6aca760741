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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the scripts are asked: over which connection, with what each of them wants, and what of their answers is the same for
 * all. The appends of one swarm go over one connection; reads have one of their own, so that none waits behind an append
 * that waits for the server's replicas.
 *
 * <p>Thread-safety: any thread.
 */
final class LogScripts {

    private static final int WRITING_LINES = 3;

    private final RedisKeys keys;
    private final Epochs epochs = new Epochs();
    private final RedisLine reading;
    private final List<RedisLine> writing = new ArrayList<>(WRITING_LINES);
    /** Swarms whose log a newer version of this service wrote. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    LogScripts(Redis redis, Vertx vertx, RedisSettings settings) {
        this.keys = new RedisKeys(settings.prefix());
        this.reading = new RedisLine(redis, vertx, settings, this::hurry);
        for (int n = 0; n < WRITING_LINES; n++) {
            writing.add(new RedisLine(redis, vertx, settings, this::hurry));
        }
    }

    /** Begins to connect; the stage completes with the first attempts. */
    CompletableFuture<Void> open() {
        List<CompletableFuture<Void>> attempts = new ArrayList<>();
        attempts.add(reading.open());
        writing.forEach(line -> attempts.add(line.open()));
        return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new));
    }

    /** One of them found the server. */
    private void hurry() {
        reading.hurry();
        writing.forEach(RedisLine::hurry);
    }

    /** Completes where every connection is there and answers. */
    CompletableFuture<?> check() {
        return CompletableFuture.allOf(writing.stream()
                .map(line -> answered(line.send(Request.cmd(Command.PING)), RedisFailure::whileReading))
                .toArray(CompletableFuture[]::new));
    }

    void close() {
        writing.forEach(RedisLine::close);
        reading.close();
    }

    RedisKeys keys() {
        return keys;
    }

    /** A name for a new life of a log, should there be need of one. */
    String newEpoch() {
        return epochs.next();
    }

    /** Whose log cannot be read here, if any. */
    Optional<String> unreadable() {
        return unreadable.stream().findFirst();
    }

    /** The connection that this swarm's appends go over. */
    RedisLine line(String swarm) {
        return writing.get(Math.floorMod(swarm.hashCode(), WRITING_LINES));
    }

    /** A run of a script on one swarm, with the arguments that all of them want. */
    Script.Call on(String swarm, Script script, String... keysOfSwarm) {
        return script.with(keysOfSwarm).arg(swarm).arg(keys.channel(swarm)).arg(newEpoch());
    }

    /** A run that may change something. */
    CompletableFuture<Response> write(String swarm, Script.Call call) {
        return known(swarm, answered(line(swarm).run(call), RedisFailure::whileWriting));
    }

    /** A run that only asks. */
    CompletableFuture<Response> read(String swarm, Script.Call call) {
        return known(swarm, read(call));
    }

    CompletableFuture<Response> read(Script.Call call) {
        return answered(reading.run(call), RedisFailure::whileReading);
    }

    CompletableFuture<Response> read(Request request) {
        return answered(reading.send(request), RedisFailure::whileReading);
    }

    /** Says that this connection is used, on each of them, so that one that has gone dead is noticed. */
    void beat(String replica) {
        reading.send(Request.cmd(Command.PUBLISH).arg(keys.beat()).arg(replica));
        writing.forEach(line -> line.send(Request.cmd(Command.PING)));
    }

    /** A whole number, which a server may send as a number or as text. */
    static long number(Response reply) {
        return Long.parseLong(reply.toString());
    }

    static CompletableFuture<Response> answered(
            CompletableFuture<@Nullable Response> answer, Function<RedisFailure, StoreException> how) {
        return answer.handle((reply, failure) -> {
            if (failure != null) {
                throw how.apply(RedisFailure.in(failure));
            }
            return Objects.requireNonNull(reply);
        });
    }

    /** Fails where the swarm is not there, or not to be read. */
    private CompletableFuture<Response> known(String swarm, CompletableFuture<Response> answer) {
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
