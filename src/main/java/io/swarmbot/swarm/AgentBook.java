package io.swarmbot.swarm;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The agents of a state. Those that have room for a pushed task are ordered by who gets the next one.
 *
 * <p>Thread-safety: immutable.
 */
final class AgentBook {

    private static final AgentBook EMPTY = new AgentBook(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());
    private static final TreePSet<Rank<String>> NOBODY = TreePSet.empty();
    private static final String SEPARATOR = " ";

    private final TreePMap<String, Agent> agents;
    /** The agents that have room for a pushed task, by their capabilities. */
    private final TreePMap<String, TreePSet<Rank<String>>> open;
    /** The rank under which each of these agents stands there. */
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

    /** The book of these agents, which hold the tasks of that other book. */
    static AgentBook of(Collection<Agent> agents, TaskBook tasks) {
        AgentBook book = EMPTY;
        for (Agent agent : agents) {
            book = book.with(agent, tasks.heldCount(agent.id()));
        }
        return book;
    }

    @Nullable
    Agent get(String id) {
        return agents.get(id);
    }

    /** All agents, in order of their ids. */
    Collection<Agent> all() {
        return agents.values();
    }

    /** The agents with a greater id, in order of their ids. */
    Collection<Agent> after(String id) {
        return agents.tailMap(id, false).values();
    }

    /** Whether any agent has room for a pushed task. */
    boolean isAnyOpen() {
        return !ranks.isEmpty();
    }

    /** Whether that agent has room for a pushed task. */
    boolean isOpen(String id) {
        return ranks.containsKey(id);
    }

    /** The id of the agent that gets the next pushed task with these requirements, if one has room. */
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

    /**
     * With an agent that is new or has changed.
     *
     * @param load how many tasks the agent holds now
     */
    @SuppressWarnings("ReferenceEquality") // An equal copy of the agent is put in as well, which changes nothing.
    AgentBook with(Agent agent, int load) {
        Agent before = agents.get(agent.id());
        TreePMap<String, Agent> known = before == agent ? agents : agents.plus(agent.id(), agent);
        Rank<String> rankBefore = ranks.get(agent.id());
        TreePMap<String, TreePSet<Rank<String>>> left =
                before == null || rankBefore == null ? open : minus(open, before, rankBefore);
        boolean isOpen = agent.assignment() == Assignment.PUSH && agent.isAvailable() && load < agent.slots();
        if (isOpen) {
            Rank<String> rank = Rank.of(agent, load, agent.id());
            return new AgentBook(known, plus(left, agent, rank), ranks.plus(agent.id(), rank));
        }
        return new AgentBook(known, left, rankBefore == null ? ranks : ranks.minus(agent.id()));
    }

    /** With what these agents hold by now, if tasks are pushed to them. */
    AgentBook reloaded(List<String> ids, TaskBook tasks) {
        AgentBook book = this;
        for (String id : ids) {
            Agent agent = book.get(id);
            if (agent != null && agent.assignment() == Assignment.PUSH) {
                book = book.with(agent, tasks.heldCount(id));
            }
        }
        return book;
    }

    AgentBook without(Agent agent) {
        Rank<String> rank = ranks.get(agent.id());
        return new AgentBook(
                agents.minus(agent.id()), rank == null ? open : minus(open, agent, rank), ranks.minus(agent.id()));
    }

    private static TreePMap<String, TreePSet<Rank<String>>> plus(
            TreePMap<String, TreePSet<Rank<String>>> open, Agent agent, Rank<String> rank) {
        String key = String.join(SEPARATOR, agent.capabilities());
        return open.plus(key, open.getOrDefault(key, NOBODY).plus(rank));
    }

    private static TreePMap<String, TreePSet<Rank<String>>> minus(
            TreePMap<String, TreePSet<Rank<String>>> open, Agent agent, Rank<String> rank) {
        String key = String.join(SEPARATOR, agent.capabilities());
        TreePSet<Rank<String>> left = open.getOrDefault(key, NOBODY).minus(rank);
        return left.isEmpty() ? open.minus(key) : open.plus(key, left);
    }
}
