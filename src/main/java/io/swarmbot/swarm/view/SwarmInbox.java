package io.swarmbot.swarm.view;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmState;
import java.util.List;

/**
 * What waits for a person in one swarm.
 *
 * <p>Thread-safety: any thread.
 */
public sealed interface SwarmInbox {

    /** The name of the swarm. */
    String swarm();

    /** Adds what of it belongs on the page. */
    void addTo(InboxPage page);

    /** Of a swarm that is loaded. */
    record Loaded(SwarmState state) implements SwarmInbox {

        @Override
        public String swarm() {
            return state.swarm();
        }

        @Override
        public void addTo(InboxPage page) {
            page.add(state);
        }
    }

    /**
     * Of a swarm that is not loaded, in which nothing is open.
     *
     * @param failed as {@link InboxPage#newestFailed} found them
     */
    record Unloaded(String swarm, Cursor cursor, List<InboxEntry> failed) implements SwarmInbox {

        @Override
        public void addTo(InboxPage page) {
            page.add(swarm, cursor, failed);
        }
    }
}
