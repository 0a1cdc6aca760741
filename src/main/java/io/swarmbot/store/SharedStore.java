package io.swarmbot.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What a store offers besides the log where several replicas share it. A {@link SwarmStore} that nobody else writes to
 * does without.
 *
 * <p>Thread-safety and failure: as of {@link SwarmStore}.
 */
public interface SharedStore {

    /**
     * The heads of these logs, in one round trip: who compares them with what it knows finds out what {@link
     * SwarmStore#tail} failed to tell. A swarm that is not there is missing from the answer.
     */
    CompletionStage<Map<String, Cursor>> heads(Collection<String> swarms);

    /**
     * Tells the other replicas who spoke to this one, and learns from them. It is no part of the log, and as durable as is
     * convenient.
     */
    CompletionStage<Map<String, Duration>> exchange(String swarm, Sightings mine);

    /**
     * What one replica says and asks of those who speak in a swarm.
     *
     * @param spoke how long ago each of these spoke to this replica
     * @param gone those that nobody will ask about again
     * @param asked whose silence is to be answered: how long ago it spoke to any replica. Who never did is missing
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
