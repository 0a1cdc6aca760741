package io.swarmbot.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What a store offers besides the logs if several replicas of this service use it.
 *
 * <p>Failure: a stage fails with a {@link StoreException}.
 *
 * <p>Thread-safety: any thread may call any method. No method blocks.
 */
public interface SharedStore {

    /**
     * The heads of these logs. A caller that compares them with the heads it knows finds out what
     * {@link SwarmStore#tail} did not tell it. A swarm that does not exist is missing from the answer. The stage fails
     * if the store can be read but takes nothing, for example because it is full.
     */
    CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms);

    /**
     * Tells the other replicas which agents spoke to this one, and asks them about others. This is not part of the log
     * and may be lost.
     *
     * @return for each agent that was asked about, how long ago it spoke to any replica. An agent that never did is
     *     missing
     */
    CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine);

    /**
     * What one replica says and asks about the agents of a swarm.
     *
     * @param spoke for each agent, how long ago it spoke to this replica
     * @param gone agents that nobody will ask about again
     * @param asked agents that this replica asks about
     */
    record Sightings(Map<String, Duration> spoke, Collection<String> gone, Collection<String> asked) {

        public Sightings {
            spoke = Map.copyOf(spoke);
        }

        public boolean isEmpty() {
            return spoke.isEmpty() && gone.isEmpty() && asked.isEmpty();
        }
    }
}
