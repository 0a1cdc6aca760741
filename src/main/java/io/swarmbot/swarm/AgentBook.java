package io.swarmbot.swarm;

import io.swarmbot.swarm.index.Crews;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final AgentBook EMPTY =
            new AgentBook(TreePMap.empty(), Crews.none(), TreePMap.empty(), TreePMap.empty());
    private static final TreePSet<Rank<String>> NOBODY = TreePSet.empty();
    private static final String SEPARATOR = " ";

    private final TreePMap<String, Agent> agents;
    /** The agents that are live and may ask for tasks. */
    private final Crews active;
    /** The agents that have room for a pushed task, by their capabilities. */
    private final TreePMap<String, TreePSet<Rank<String>>> open;
    /** The rank under which each of these agents stands there. */
    private final TreePMap<String, Rank<String>> ranks;

    private AgentBook(
            TreePMap<String, Agent> agents,
            Crews active,
            TreePMap<String, TreePSet<Rank<String>>> open,
            TreePMap<String, Rank<String>> ranks) {
        this.agents = agents;
        this.active = active;
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

    /** The agents that are live and may ask for tasks. */
    Crews active() {
        return active;
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
        Crews crews = changed(before, agent);
        Rank<String> rankBefore = ranks.get(agent.id());
        TreePMap<String, TreePSet<Rank<String>>> left =
                before == null || rankBefore == null ? open : minus(open, before, rankBefore);
        boolean isOpen = agent.assignment() == Assignment.PUSH && agent.isAvailable() && load < agent.mostTasks();
        if (isOpen) {
            Rank<String> rank = Rank.of(agent, load, agent.id());
            return new AgentBook(known, crews, plus(left, agent, rank), ranks.plus(agent.id(), rank));
        }
        return new AgentBook(known, crews, left, rankBefore == null ? ranks : ranks.minus(agent.id()));
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
                agents.minus(agent.id()),
                isActive(agent) ? active.minus(agent.capabilities()) : active,
                rank == null ? open : minus(open, agent, rank),
                ranks.minus(agent.id()));
    }

    /** How many agents are active, after one of them changed; {@code before} is null for a new one. */
    private Crews changed(@Nullable Agent before, Agent after) {
        List<String> left = before != null && isActive(before) ? before.capabilities() : null;
        List<String> joined = isActive(after) ? after.capabilities() : null;
        if (Objects.equals(left, joined)) {
            return active;
        }
        Crews changed = left == null ? active : active.minus(left);
        return joined == null ? changed : changed.plus(joined);
    }

    private static boolean isActive(Agent agent) {
        return agent.liveness() == Liveness.LIVE && agent.mayClaim();
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
