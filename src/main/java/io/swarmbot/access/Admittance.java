package io.swarmbot.access;

import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets a request go on as soon as its caller is known and may do what it asks for. */
final class Admittance {

    private Admittance() {}

    /**
     * Goes on with the request, or refuses it. Nothing of it is read before.
     *
     * @param caller whose failure refuses the request
     * @param check throws a {@link Rejection} if the caller may not do it
     */
    static void decide(RoutingContext context, CompletableFuture<Caller> caller, Consumer<Caller> check) {
        if (caller.isDone()) {
            decideNow(context, caller, check);
            return;
        }
        Context loop = context.vertx().getOrCreateContext();
        context.request().pause();
        caller.whenComplete((found, failure) -> loop.runOnContext(ready -> {
            context.request().resume();
            decideNow(context, caller, check);
        }));
    }

    private static void decideNow(RoutingContext context, CompletableFuture<Caller> found, Consumer<Caller> check) {
        Caller caller = null;
        try {
            caller = found.join();
            caller.keepIn(context);
            check.accept(caller);
        } catch (Rejection | CompletionException refused) {
            refuse(context, caller, Problems.rejectionOf(refused));
            return;
        }
        context.next();
    }

    private static void refuse(RoutingContext context, @Nullable Caller caller, Rejection refused) {
        Duration pause =
                caller != null && refused.code() == ErrorCode.RATE_LIMITED ? caller.holdRefusal() : Duration.ZERO;
        if (pause.isZero()) {
            EarlyRefusal.send(context, refused);
            return;
        }
        context.request().pause();
        context.vertx().setTimer(pause.toMillis(), over -> {
            context.request().resume();
            EarlyRefusal.send(context, refused);
        });
    }
}
