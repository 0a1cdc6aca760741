package io.swarmbot.coordinator;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmEvent;
import java.util.List;

/**
 * The CDI event of one committed group: these entries are in the log, right after one another, and in the state.
 *
 * <p>It is fired once for each group, in the log order of its swarm. Its observers run on the thread that works for the
 * swarm and must only signal. Code that wants to do something with an event observes {@link SwarmEvent} instead.
 *
 * @param from the cursor before the first entry
 * @param to the cursor of the last one
 * @param local whether this replica committed it
 */
public record GroupCommitted(String swarm, Cursor from, Cursor to, List<LogEntry> entries, boolean local)
        implements Notice {

    public GroupCommitted {
        entries = List.copyOf(entries);
    }
}
