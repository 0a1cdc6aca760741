package io.swarmbot.swarm;

/**
 * The place of an agent among those that want a task: the agent with fewer tasks comes first, then the more reliable
 * one.
 *
 * @param last decides between agents with equal load and reliability
 */
public record Rank<T extends Comparable<T>>(int load, int unreliability, T last) implements Comparable<Rank<T>> {

    public static <T extends Comparable<T>> Rank<T> of(Agent agent, int load, T last) {
        return new Rank<>(load, -agent.reliability(), last);
    }

    @Override
    public int compareTo(Rank<T> other) {
        int byLoad = Integer.compare(load, other.load);
        int byReliability = byLoad != 0 ? byLoad : Integer.compare(unreliability, other.unreliability);
        return byReliability != 0 ? byReliability : last.compareTo(other.last);
    }
}
