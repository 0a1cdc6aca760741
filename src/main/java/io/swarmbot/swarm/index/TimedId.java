package io.swarmbot.swarm.index;

/** The id of a task at a time. The earlier one comes first, and at the same time the smaller id. */
public record TimedId(long millis, String id) implements Comparable<TimedId> {

    @Override
    public int compareTo(TimedId other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }
}
