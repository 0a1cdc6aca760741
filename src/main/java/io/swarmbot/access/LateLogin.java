package io.swarmbot.access;

import io.swarmbot.access.limit.ConnectionGate;
import io.swarmbot.access.limit.LoginGuard;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the clients of a protocol in that log in by a message behind their request ({@link Need#LATER}). The same is
 * asked of them as of a request that asks for a stream: a good login, and the right to view the swarm.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class LateLogin {

    private final Logins logins;
    private final LoginGuard guard;
    private final ConnectionGate connections;

    LateLogin(Logins logins, LoginGuard guard, ConnectionGate connections) {
        this.logins = logins;
        this.guard = guard;
        this.connections = connections;
    }

    /**
     * Counts a session that has no connection of its own as a connection of its address.
     *
     * @return ends that; to be run once
     * @throws Rejection {@code too_many_open} if the address has as many as it may
     */
    public Runnable holdPlace(HttpServerRequest request) {
        return logins.isOpen() ? () -> {} : connections.takeForSession(request);
    }

    /**
     * Finds who sent the message.
     *
     * @param request that brought the message
     * @param token the token in the message; null if it has none, so that the request's own login counts
     * @return the caller, who may view the swarm; fails with a {@link Rejection} otherwise
     */
    public CompletableFuture<Caller> enter(HttpServerRequest request, @Nullable String token, String swarm) {
        if (logins.isOpen()) {
            return admit(CompletableFuture.completedFuture(Caller.anonymous(logins)), swarm);
        }
        Supplier<String> credentials = () -> token == null ? Credential.shown(request) : token;
        try {
            Credential.requireReadable(request);
            guard.requireOpen(request, credentials);
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<Caller> found =
                token == null ? logins.callerOf(request, false) : logins.callerOf(request, token);
        found.whenComplete((caller, failure) -> {
            if (failure == null) {
                guard.noteGood(request, credentials);
            } else {
                guard.noteBad(request, credentials, Problems.rejectionOf(failure));
            }
        });
        return admit(found, swarm);
    }

    private static CompletableFuture<Caller> admit(CompletableFuture<Caller> found, String swarm) {
        return found.thenApply(caller -> {
            caller.requireToView(Identifiers.require("swarm", swarm));
            return caller;
        });
    }
}
