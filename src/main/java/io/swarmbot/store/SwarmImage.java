package io.swarmbot.store;

import java.util.List;

/**
 * All entities of a swarm as they were at one head of its log. A start reads this instead of the log.
 *
 * @param head the head of the log that the entities belong to
 */
public record SwarmImage(Cursor head, List<EntityRow> entities) {

    public SwarmImage {
        entities = List.copyOf(entities);
    }
}
