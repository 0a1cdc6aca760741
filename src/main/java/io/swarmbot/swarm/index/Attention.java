package io.swarmbot.swarm.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.pcollections.TreePSet;

/**
 * The tasks at which a person should look: open ones, of which all are wanted, and failed ones, of which only the
 * newest are.
 *
 * <p>Thread-safety: immutable.
 */
public final class Attention {

    private static final TreePSet<TimedId> NO_TASKS = TreePSet.empty();
    private static final Attention NONE = new Attention(NO_TASKS, NO_TASKS);

    private final TreePSet<TimedId> open;
    private final TreePSet<TimedId> failed;

    private Attention(TreePSet<TimedId> open, TreePSet<TimedId> failed) {
        this.open = open;
        this.failed = failed;
    }

    public static Attention none() {
        return NONE;
    }

    public Attention plusOpen(TimedId task) {
        return new Attention(open.plus(task), failed);
    }

    public Attention minusOpen(TimedId task) {
        return new Attention(open.minus(task), failed);
    }

    public Attention plusFailed(TimedId task) {
        return new Attention(open, failed.plus(task));
    }

    public Attention minusFailed(TimedId task) {
        return new Attention(open, failed.minus(task));
    }

    /** The open tasks at that place and behind it, in order. */
    public Iterable<TimedId> openFrom(TimedId place) {
        return open.tailSet(place, true);
    }

    /** The newest failed tasks, in order. */
    public List<TimedId> newestFailed(int most) {
        List<TimedId> newest = new ArrayList<>();
        for (Iterator<TimedId> tasks = failed.descendingIterator(); tasks.hasNext() && newest.size() < most; ) {
            newest.add(tasks.next());
        }
        Collections.reverse(newest);
        return newest;
    }
}
