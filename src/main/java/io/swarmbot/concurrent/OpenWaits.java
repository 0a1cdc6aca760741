package io.swarmbot.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What waits in this process for something to happen, and can be told all at once to wait no longer.
 *
 * <p>Thread-safety: any thread.
 */
public final class OpenWaits {

    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isOver;

    /**
     * Adds a wait.
     *
     * @param end ends it, on any thread; returns at once
     * @return false if nobody may wait any longer: then nothing was added
     */
    public boolean begin(Runnable end) {
        open.add(end);
        // Whoever ends all waits sets this first. So either this sees it, or the wait is seen there.
        return !isOver || !open.remove(end);
    }

    /** The wait is over by itself. */
    public void end(Runnable end) {
        open.remove(end);
    }

    /** Ends all waits. From now on there are no others. */
    public void endAll() {
        isOver = true;
        open.forEach(end -> {
            if (open.remove(end)) {
                end.run();
            }
        });
    }
}
