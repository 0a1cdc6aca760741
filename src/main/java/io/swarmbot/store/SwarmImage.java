package io.swarmbot.store;

import java.util.List;

/**
 * What a start needs of a swarm: every entity as it was at the log's head.
 *
 * @param head the cursor that the entities stand at
 */
public record SwarmImage(Cursor head, List<EntityRow> entities) {

    public SwarmImage {
        entities = List.copyOf(entities);
    }
}
