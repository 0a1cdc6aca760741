package io.swarmbot.swarm;

/**
 * Where an agent stands among those that want a task: less to do comes first, then what is more reliable.
 *
 * @param last decides between those that are alike
 */
record Rank<T extends Comparable<T>>(int load, int unreliability, T last) implements Comparable<Rank<T>> {

    static <T extends Comparable<T>> Rank<T> of(Agent agent, int load, T last) {
        return new Rank<>(load, -agent.reliability(), last);
    }

    @Override
    public int compareTo(Rank<T> other) {
        int byLoad = Integer.compare(load, other.load);
        int byReliability = byLoad != 0 ? byLoad : Integer.compare(unreliability, other.unreliability);
        return byReliability != 0 ? byReliability : last.compareTo(other.last);
    }
}
