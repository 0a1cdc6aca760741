package io.swarmbot.grant;

import java.util.List;

/**
 * A role in some swarms.
 *
 * @param swarm the swarms
 * @param role the rights in each of them
 * @param agents the agents as which the holder may work: 1 to 16 patterns with {@link Role#AGENT}, none with any other
 *     role. An operator and an admin work as any agent.
 * @param mayActFor the principals, besides itself, that the holder may name as {@code actor} in these swarms; at most
 *     16 patterns, usually none. They are patterns, not a yes or no, so that a relay can be limited to its own users.
 */
public record Grant(NamePattern swarm, Role role, List<NamePattern> agents, List<PrincipalPattern> mayActFor) {

    /** The most patterns of agents, and of principals to act for. */
    public static final int MAX_PATTERNS = 16;

    private static final List<NamePattern> ANY_AGENT = List.of(NamePattern.ANY);

    public Grant {
        agents = List.copyOf(agents);
        mayActFor = List.copyOf(mayActFor);
        requireAtMost("agents", agents);
        requireAtMost("may_act_for", mayActFor);
        if (role == Role.AGENT && agents.isEmpty()) {
            throw new InvalidValue("agents is empty; the role agent needs 1 to " + MAX_PATTERNS + " patterns");
        }
        if (role != Role.AGENT && !agents.isEmpty()) {
            throw new InvalidValue("agents is " + InvalidValue.quote(agents.toString()) + " and the role is "
                    + role.wireName() + "; only the role agent has agents");
        }
    }

    /** A grant without {@code agents} and {@code may_act_for}. */
    public Grant(NamePattern swarm, Role role) {
        this(swarm, role, List.of(), List.of());
    }

    /** Whether the holder has the right in that swarm. For {@link Right#WORK}: as at least one agent. */
    public boolean gives(Right right, String swarmName) {
        return role.gives(right) && swarm.matches(swarmName);
    }

    /** Whether the holder may act as that agent of that swarm. */
    public boolean letsWorkAs(String swarmName, String agentId) {
        return swarm.matches(swarmName) && anyMatches(workers(), agentId);
    }

    private static boolean anyMatches(List<NamePattern> patterns, String name) {
        for (NamePattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the holder may name that principal as {@code actor} in that swarm. */
    public boolean letsActFor(String swarmName, String principal) {
        return swarm.matches(swarmName) && mayActFor.stream().anyMatch(each -> each.matches(principal));
    }

    /**
     * Whether the other grant gives all that this one gives: each of its rights, in each swarm, as each agent, for each
     * principal. The answer is exact: 16 patterns cover another pattern only if one of them covers it alone, because
     * more than 16 different characters may follow its stem.
     */
    public boolean isWithin(Grant other) {
        return swarm.isWithin(other.swarm)
                && role.isWithin(other.role)
                && workers().stream().allMatch(each -> other.workers().stream().anyMatch(each::isWithin))
                && mayActFor.stream().allMatch(each -> other.mayActFor.stream().anyMatch(each::isWithin));
    }

    /** The agents as which the holder may work in these swarms. */
    List<NamePattern> workers() {
        if (role == Role.AGENT) {
            return agents;
        }
        return role.gives(Right.WORK) ? ANY_AGENT : List.of();
    }

    private static void requireAtMost(String what, List<?> patterns) {
        if (patterns.size() > MAX_PATTERNS) {
            throw new InvalidValue(what + " has " + patterns.size() + " patterns; " + MAX_PATTERNS + " is the limit");
        }
    }
}
