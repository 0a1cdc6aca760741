package io.swarmbot.swarm;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The agents of a state, and among them those that tasks are pushed to, in the order in which they get them.
 *
 * <p>Thread-safety: immutable.
 */
final class AgentBook {

    private static final AgentBook EMPTY = new AgentBook(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());
    private static final TreePSet<Rank<String>> NOBODY = TreePSet.empty();
    private static final String SEPARATOR = " ";

    private final TreePMap<String, Agent> agents;
    /** Those that have room for a pushed task, by their capabilities. */
    private final TreePMap<String, TreePSet<Rank<String>>> open;
    /** Where each of them is in there. */
    private final TreePMap<String, Rank<String>> ranks;

    private AgentBook(
            TreePMap<String, Agent> agents,
            TreePMap<String, TreePSet<Rank<String>>> open,
            TreePMap<String, Rank<String>> ranks) {
        this.agents = agents;
        this.open = open;
        this.ranks = ranks;
    }

    static AgentBook empty() {
        return EMPTY;
    }

    @Nullable
    Agent get(String id) {
        return agents.get(id);
    }

    /** In order of their ids. */
    Collection<Agent> all() {
        return agents.values();
    }

    /** Those behind that id, in order of their ids. */
    Collection<Agent> after(String id) {
        return agents.tailMap(id, false).values();
    }

    /** Whether anybody has room for a pushed task. */
    boolean isAnybodyOpen() {
        return !ranks.isEmpty();
    }

    /** Whether this one has room for a pushed task. */
    boolean isOpen(String id) {
        return ranks.containsKey(id);
    }

    /** The first that has room for a pushed task and can do what it requires. */
    Optional<String> openFor(Collection<String> requirements) {
        Rank<String> first = null;
        for (Map.Entry<String, TreePSet<Rank<String>>> line : open.entrySet()) {
            Rank<String> head = line.getValue().first();
            if ((first == null || head.compareTo(first) < 0)
                    && Set.of(line.getKey().split(SEPARATOR)).containsAll(requirements)) {
                first = head;
            }
        }
        return Optional.ofNullable(first).map(Rank::last);
    }

    /** With an agent that is new or has changed, or holds so many tasks now. */
    AgentBook with(Agent agent, int load) {
        TreePMap<String, Agent> known = agents.get(agent.id()) == agent ? agents : agents.plus(agent.id(), agent);
        boolean isOpen = agent.assignment() == Assignment.PUSH && agent.isAvailable() && load < agent.slots();
        Agent before = agents.get(agent.id());
        Rank<String> rankBefore = ranks.get(agent.id());
        if (before == null || rankBefore == null) {
            return isOpen
                    ? new AgentBook(
                            known, plus(open, agent, load), ranks.plus(agent.id(), Rank.of(agent, load, agent.id())))
                    : new AgentBook(known, open, ranks);
        }
        TreePMap<String, TreePSet<Rank<String>>> left = minus(open, before, rankBefore);
        return isOpen
                ? new AgentBook(
                        known, plus(left, agent, load), ranks.plus(agent.id(), Rank.of(agent, load, agent.id())))
                : new AgentBook(known, left, ranks.minus(agent.id()));
    }

    AgentBook without(Agent agent) {
        Rank<String> rank = ranks.get(agent.id());
        return new AgentBook(
                agents.minus(agent.id()), rank == null ? open : minus(open, agent, rank), ranks.minus(agent.id()));
    }

    private static TreePMap<String, TreePSet<Rank<String>>> plus(
            TreePMap<String, TreePSet<Rank<String>>> open, Agent agent, int load) {
        String key = String.join(SEPARATOR, agent.capabilities());
        return open.plus(key, open.getOrDefault(key, NOBODY).plus(Rank.of(agent, load, agent.id())));
    }

    private static TreePMap<String, TreePSet<Rank<String>>> minus(
            TreePMap<String, TreePSet<Rank<String>>> open, Agent agent, Rank<String> rank) {
        String key = String.join(SEPARATOR, agent.capabilities());
        TreePSet<Rank<String>> left = open.getOrDefault(key, NOBODY).minus(rank);
        return left.isEmpty() ? open.minus(key) : open.plus(key, left);
    }
}
