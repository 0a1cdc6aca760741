package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import java.util.concurrent.CompletableFuture;

/**
 * A swarm to look at.
 *
 * <p>A view of {@link SwarmCoordinator#view} does not keep its swarm loaded: use it at once and drop it. A view of
 * {@link SwarmCoordinator#watch} does, until it is released.
 *
 * <p>Thread-safety: any thread.
 */
public interface SwarmView {

    /** The state as it is now. No call returns an older one than the call before. */
    SwarmState state();

    /**
     * The state once it has reached that sequence. The swarm stays loaded meanwhile. Canceling the stage ends the wait.
     */
    CompletableFuture<SwarmState> reached(Cursor cursor);

    /** Ends one {@link SwarmCoordinator#watch}. To be called once for each. */
    void release();
}
