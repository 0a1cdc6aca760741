package io.swarmbot.store;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One row for each swarm and receiver, beside the log of the swarm. A row is replaced only by a caller that knows what
 * is there. So of several processes one delivers at a time. The store does not compare times: it only keeps them.
 *
 * <p>A swarm that is deleted takes its rows with it. A store need not have rows: then nothing is delivered, as here.
 *
 * <p>Failure: as with the other methods of a {@link SwarmStore}; but a swarm that does not exist has no rows and takes
 * none. What was written before a crash may be lost, and then an older form of the row is there again.
 *
 * <p>Thread-safety: any thread may call any method. No method blocks.
 */
public interface DeliveryRows {

    /** All rows of a swarm, by the names of the receivers; empty if there is no such swarm. */
    default CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return CompletableFuture.completedStage(Map.of());
    }

    /**
     * Compare and set: replaces a row if it is still as the caller knows it. Answers false if it is not, or if there is
     * no such swarm; then nothing was changed.
     *
     * @param receiver a name without spaces and line breaks
     * @param known null if there is no row
     * @param next null to remove the row
     */
    default CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        return CompletableFuture.completedStage(false);
    }
}
