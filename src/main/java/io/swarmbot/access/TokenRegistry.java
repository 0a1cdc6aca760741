package io.swarmbot.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.TokenCommand;
import io.swarmbot.coordinator.RegistryMoved;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmView;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that were made while the service runs. They are the state of a log in the same store as the swarms, so all
 * replicas have the same ones. While the store does not answer, what is known stays in force.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class TokenRegistry {

    private static final Logger LOG = System.getLogger(TokenRegistry.class.getName());

    /** So many tickets are remembered. */
    private static final int MAX_SPENT = 10_000;

    private final SwarmCoordinator coordinator;
    private final Clock clock;
    private final boolean isOpen;
    private final AtomicBoolean isOpening = new AtomicBoolean();
    /** Null until the log was read. */
    private volatile @Nullable SwarmView view;
    /** What was known before the last change. Written by the thread that works for the log. */
    private volatile TokenBook known = TokenBook.EMPTY;
    /** Tokens that had ended and that the log has as good. No more than the log has. */
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    /** The newest tickets that this replica let in. Guarded by itself. */
    private final Map<String, Boolean> spent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_SPENT;
        }
    };

    TokenRegistry(SwarmCoordinator coordinator, Clock clock, SecuritySettings settings) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.isOpen = settings.mode() == SecurityMode.OPEN;
    }

    void start(@Observes StartupEvent event) {
        read();
    }

    /** Reads the log if that did not succeed before, and removes what ended long ago. */
    @Scheduled(every = "1s")
    void look() {
        if (isKnown()) {
            endAgain();
            if (TokenCommand.Forget.isDue(state(), clock.instant())) {
                submit(new TokenCommand.Forget());
            }
        } else {
            read();
        }
    }

    private void read() {
        if (isOpen || !isOpening.compareAndSet(false, true)) {
            return;
        }
        coordinator.watch(SwarmCoordinator.REGISTRY).whenComplete((found, failure) -> {
            if (found != null) {
                known = found.state().tokens();
                view = found;
            }
            isOpening.set(false);
        });
    }

    /** Whether the tokens are known. */
    boolean isKnown() {
        return view != null;
    }

    private SwarmState state() {
        SwarmView present = view;
        if (present == null) {
            throw new Rejection(ErrorCode.STORE_UNAVAILABLE, "the store did not answer yet, so no token is known");
        }
        return present.state();
    }

    /**
     * The tokens as they are now.
     *
     * @throws Rejection {@code store_unavailable} if they were never read
     */
    TokenBook tokens() {
        return state().tokens();
    }

    /** The token with that id, good or not; null if there is none, or if it had ended before the log forgot that. */
    @Nullable
    AccessToken find(String id) {
        return ended.contains(id) ? null : tokens().get(id);
    }

    /**
     * Gives the registry a command.
     *
     * @return completes when it is stored; fails with a {@link Rejection}
     */
    CompletableFuture<Void> submit(TokenCommand command) {
        return submit(command, Giver.ANYBODY);
    }

    /** The same for a principal. Principals take turns. */
    CompletableFuture<Void> submit(TokenCommand command, String principal) {
        return submit(command, new Named(principal));
    }

    private CompletableFuture<Void> submit(TokenCommand command, Giver giver) {
        return coordinator.submit(SwarmCoordinator.REGISTRY, command, giver).thenApply(done -> null);
    }

    /** Gives commands whose rights were checked before. */
    private record Named(String name) implements Giver {

        @Override
        public boolean mayActFor(String actor) {
            return false;
        }

        @Override
        public void require(Command command) {}
    }

    /** Notes that a ticket was used here. */
    void noteSpent(AccessToken ticket) {
        synchronized (spent) {
            spent.put(ticket.id(), true);
        }
    }

    /** Goes on until the log says so: the append may fail, or nobody may know what became of it. */
    private void endAgain() {
        TokenBook now = tokens();
        ended.removeIf(id -> isOver(now.get(id)));
        ended.forEach(id -> submit(new TokenCommand.Revoke(id, null, false)));
    }

    private static boolean isOver(@Nullable AccessToken token) {
        return token == null || token.revokedAt() != null;
    }

    private boolean isSpent(AccessToken ticket) {
        synchronized (spent) {
            return spent.containsKey(ticket.id());
        }
    }

    /** If the log lost its end, ends again what is known to have ended. */
    void moved(@Observes RegistryMoved moved) {
        if (!isKnown()) {
            return;
        }
        TokenBook before = known;
        TokenBook now = tokens();
        known = now;
        if (!moved.isReset()) {
            return;
        }
        for (AccessToken token : now.all()) {
            AccessToken earlier = before.get(token.id());
            boolean wasRevoked = earlier != null && earlier.revokedAt() != null;
            if (token.revokedAt() == null && (wasRevoked || isSpent(token))) {
                LOG.log(Level.WARNING, "the store lost that token " + token.id() + " had ended; it is revoked again");
                ended.add(token.id());
            }
        }
        endAgain();
    }
}
