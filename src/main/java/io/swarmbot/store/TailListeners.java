package io.swarmbot.store;

import io.swarmbot.store.SwarmStore.Tail;
import io.swarmbot.store.SwarmStore.TailListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a store's {@link SwarmStore#tail}.
 *
 * <p>Thread-safety: any thread.
 */
public final class TailListeners {

    private static final Logger LOG = System.getLogger(TailListeners.class.getName());

    private final CopyOnWriteArrayList<TailListener> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener until the tail is closed. */
    public Tail add(TailListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Calls every listener, even if one of them fails. A head of null means that the swarm was deleted. */
    public void publish(String swarm, @Nullable Cursor head) {
        for (TailListener listener : listeners) {
            try {
                listener.moved(swarm, head);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, () -> "a listener failed at " + swarm + " " + head, e);
            }
        }
    }

    /** Removes all listeners. */
    public void clear() {
        listeners.clear();
    }
}
