package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import java.util.List;

/**
 * The CDI event of one committed group: these entries are in the log, right after one another, and in the state.
 *
 * <p>Fired once for each group, per swarm in log order. Its observers run on the swarm's own way and must only signal;
 * who wants to do something with an event observes {@link SwarmEvent}.
 *
 * @param from the cursor before the first entry
 * @param to the cursor of the last one
 * @param local whether this replica committed it
 */
public record GroupCommitted(String swarm, Cursor from, Cursor to, List<LogEntry> entries, boolean local) {

    public GroupCommitted {
        entries = List.copyOf(entries);
    }
}
