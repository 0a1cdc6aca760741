package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Loads swarms from the store. What happened in the log while a swarm was not loaded is published before the swarm is
 * given out, so that observers miss nothing.
 *
 * <p>Thread-safety: any thread.
 */
final class SwarmLoader {

    private static final Logger LOG = System.getLogger(SwarmLoader.class.getName());

    private final SwarmContext context;

    SwarmLoader(SwarmContext context) {
        this.context = context;
    }

    /**
     * The swarm's state as the store has it.
     *
     * @param known where this replica was when it unloaded the swarm; null if it had not loaded it
     * @return fails with a {@link Rejection}
     */
    CompletableFuture<SwarmState> load(String swarm, @Nullable Cursor known) {
        CompletionStage<Optional<SwarmImage>> found = context.store().load(swarm);
        if (RegistryLog.isLasting(swarm)) {
            // The store may have been away at the start.
            found = found.thenCompose(image -> image.isPresent()
                    ? CompletableFuture.completedFuture(image)
                    : context.store()
                            .create(swarm)
                            .thenCompose(made -> context.store().load(swarm)));
        }
        CompletableFuture<SwarmState> loaded = context.answered(
                swarm,
                found.thenApply(image -> decoded(swarm, image.orElseThrow(() -> new NoSuchSwarmException(swarm)))));
        return known == null ? loaded : loaded.thenCompose(state -> publishMissed(known, state));
    }

    private SwarmState decoded(String swarm, SwarmImage image) {
        try {
            return context.stateOf(swarm, image);
        } catch (RuntimeException unreadable) {
            LOG.log(Level.ERROR, () -> "swarm " + swarm + " at " + image.head() + " is damaged", unreadable);
            throw new Rejection(ErrorCode.INTERNAL, "the service failed");
        }
    }

    /** Publishes what is in the log after that place and up to the state. Completes with the state. */
    CompletionStage<SwarmState> publishMissed(Cursor from, SwarmState state) {
        if (from.equals(state.cursor())) {
            return CompletableFuture.completedStage(state);
        }
        String swarm = state.swarm();
        return context.store()
                .read(swarm, from, LogFollower.PAGE)
                .exceptionally(failure -> {
                    // Observers read on by themselves as soon as anything happens.
                    context.failures().add("swarm " + swarm + ": what it missed cannot be read", failure);
                    return new ReadResult.Page(List.of(), from);
                })
                .thenCompose(missed -> publish(from, state, missed));
    }

    private CompletionStage<SwarmState> publish(Cursor from, SwarmState state, ReadResult missed) {
        if (missed instanceof ReadResult.Gap gap) {
            context.publisher().publish(new SwarmReset(state.swarm(), gap.reason(), state.cursor(), gap.shared()));
            return CompletableFuture.completedStage(state);
        }
        List<LogEntry> entries = ((ReadResult.Page) missed)
                .entries().stream()
                        .filter(entry -> entry.cursor().seq() <= state.cursor().seq())
                        .toList();
        if (entries.isEmpty()) {
            return CompletableFuture.completedStage(state);
        }
        Cursor to = entries.get(entries.size() - 1).cursor();
        context.publisher().publish(new GroupCommitted(state.swarm(), from, to, entries, false));
        return publishMissed(to, state);
    }
}
