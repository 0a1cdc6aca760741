package io.swarmbot.swarm.index;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * How many agents there are with the same capabilities.
 *
 * <p>Thread-safety: immutable.
 */
public final class Crews {

    private static final Crews NONE = new Crews(TreePMap.empty());
    private static final String SEPARATOR = " ";

    private record Crew(Set<String> capabilities, int agents) {}

    private final TreePMap<String, Crew> crews;

    private Crews(TreePMap<String, Crew> crews) {
        this.crews = crews;
    }

    public static Crews none() {
        return NONE;
    }

    /** With one agent more. */
    public Crews plus(List<String> capabilities) {
        return with(capabilities, 1);
    }

    /** Without one of the agents that were added with these capabilities. */
    public Crews minus(List<String> capabilities) {
        return with(capabilities, -1);
    }

    private Crews with(List<String> capabilities, int change) {
        String key = String.join(SEPARATOR, capabilities);
        Crew crew = crews.get(key);
        int agents = change + (crew == null ? 0 : crew.agents());
        if (agents == 0) {
            return new Crews(crews.minus(key));
        }
        Set<String> names = crew == null ? new HashSet<>(capabilities) : crew.capabilities();
        return new Crews(crews.plus(key, new Crew(names, agents)));
    }

    /** How many agents have all of these capabilities; all of them if it is null. */
    public int having(@Nullable Collection<String> capabilities) {
        int agents = 0;
        for (Crew crew : crews.values()) {
            if (capabilities == null || crew.capabilities().containsAll(capabilities)) {
                agents += crew.agents();
            }
        }
        return agents;
    }
}
