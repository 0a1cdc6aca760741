package io.swarmbot.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * When things were used last, beside the log of their swarm: no entry says it, no cursor moves, and no listener hears
 * of it. So a use costs no place in the log. A store need not have this: then nothing is noted, as here.
 *
 * <p>Failure: as with the other methods of a {@link SwarmStore}; but what is noted for a swarm that does not exist is
 * dropped. What was noted before a crash may be lost.
 *
 * <p>Thread-safety: any thread may call any method. No method blocks.
 */
public interface LastUses {

    /**
     * Notes uses by the names of what was used. Of two times of one name the later one stays, unless it is still to
     * come: then a clock was wrong. Times are kept in whole milliseconds.
     */
    default CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return CompletableFuture.completedStage(null);
    }

    /** Forgets when these were used. */
    default CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        return CompletableFuture.completedStage(null);
    }

    /** All that was noted for a swarm, by name; empty if there is no such swarm. */
    default CompletionStage<Map<String, Instant>> uses(String swarm) {
        return CompletableFuture.completedStage(Map.of());
    }
}
