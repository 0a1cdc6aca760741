package io.swarmbot.swarm.view;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;

/** What a list of swarms says of each: a few numbers at a cursor. */
public record SwarmOverview(String swarm, Cursor cursor, int agents, int openTasks) {

    public static SwarmOverview of(SwarmState state) {
        return new SwarmOverview(state.swarm(), state.cursor(), state.agents().size(), state.openTasks());
    }
}
