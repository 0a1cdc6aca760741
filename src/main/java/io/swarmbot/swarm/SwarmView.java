package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.concurrent.CompletableFuture;

/** A swarm to look at. Thread-safe. */
public interface SwarmView {

    /** As it is now; each call at least as new as the one before. */
    SwarmState state();

    /** The state once it has reached that sequence. Canceling the stage withdraws the wish. */
    CompletableFuture<SwarmState> reached(Cursor cursor);
}
