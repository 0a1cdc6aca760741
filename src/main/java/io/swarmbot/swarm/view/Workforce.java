package io.swarmbot.swarm.view;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The live agents of one state. Those with the same capabilities are counted together, so that a question costs as much
 * as there are different capabilities, not agents.
 *
 * <p>Thread-safety: immutable.
 */
final class Workforce {

    /**
     * How many live agents there are.
     *
     * @param live all of them
     * @param active those that are neither paused nor draining
     * @param free those of the active ones that hold fewer tasks than they may
     */
    record Count(int live, int active, int free) {

        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count other) {
            return new Count(live + other.live, active + other.active, free + other.free);
        }
    }

    private record Crew(Set<String> capabilities, Count count) {}

    private final List<Crew> crews;

    private Workforce(List<Crew> crews) {
        this.crews = crews;
    }

    /** Looks at each agent once. */
    static Workforce of(SwarmState state) {
        Map<List<String>, Count> counts = new HashMap<>();
        for (Agent agent : state.agents()) {
            if (agent.liveness() == Liveness.LIVE) {
                boolean isActive = agent.mayClaim();
                boolean isFree = isActive && state.load(agent.id()) < agent.mostTasks();
                counts.merge(agent.capabilities(), new Count(1, isActive ? 1 : 0, isFree ? 1 : 0), Count::plus);
            }
        }
        List<Crew> crews = new ArrayList<>(counts.size());
        counts.forEach((capabilities, count) -> crews.add(new Crew(new HashSet<>(capabilities), count)));
        return new Workforce(crews);
    }

    /** The agents that have all of these capabilities. */
    Count having(Collection<String> capabilities) {
        Count found = Count.NONE;
        for (Crew crew : crews) {
            if (crew.capabilities().containsAll(capabilities)) {
                found = found.plus(crew.count());
            }
        }
        return found;
    }

    /** Those of the capabilities that no agent has. */
    List<String> missing(Collection<String> capabilities) {
        return capabilities.stream()
                .filter(each ->
                        crews.stream().noneMatch(crew -> crew.capabilities().contains(each)))
                .toList();
    }
}
