package io.swarmbot.grant;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All that a principal may do: what at least one of its grants gives. Without a grant it may do nothing.
 *
 * @param list at most 32 grants, in the order in which they were given
 */
public record Grants(List<Grant> list) {

    public static final int MAX = 32;

    /** No right at all. */
    public static final Grants NONE = new Grants(List.of());

    /** Every right in every swarm, as every agent and for every principal. */
    public static final Grants ALL =
            of(new Grant(NamePattern.ANY, Role.ADMIN, List.of(), List.of(PrincipalPattern.ANY)));

    public Grants {
        list = List.copyOf(list);
        if (list.size() > MAX) {
            throw new InvalidValue("grants has " + list.size() + " grants; " + MAX + " is the limit");
        }
    }

    public static Grants of(Grant... grants) {
        return new Grants(List.of(grants));
    }

    /** Whether there is the right in that swarm. For {@link Right#WORK}: as at least one agent. */
    public boolean give(Right right, String swarm) {
        return any(each -> each.gives(right, swarm));
    }

    /** Whether there is the right to act as that agent of that swarm. */
    public boolean letWorkAs(String swarm, String agentId) {
        return any(each -> each.letsWorkAs(swarm, agentId));
    }

    /** The one agent as which these grants let their holder work in that swarm; empty if there are several, or none. */
    public Optional<String> onlyAgent(String swarm) {
        Set<String> patterns = new HashSet<>();
        for (Grant grant : list) {
            if (grant.gives(Right.WORK, swarm)) {
                grant.workers().forEach(pattern -> patterns.add(pattern.text()));
            }
        }
        return patterns.size() == 1 ? patterns.stream().filter(Names::isName).findFirst() : Optional.empty();
    }

    /** Whether there is the right to name that principal as {@code actor} in that swarm. */
    public boolean letActFor(String swarm, String principal) {
        return any(each -> each.letsActFor(swarm, principal));
    }

    /**
     * Whether there is the right in any swarm, also in one that does not exist yet. It is for routes that name no
     * swarm, such as the list of swarms. It says nothing about any one swarm: such a route must ask {@link #give} for
     * each swarm of which its answer shows something.
     */
    public boolean giveAnywhere(Right right) {
        return any(each -> each.role().gives(right));
    }

    /** Whether there is the right in every swarm, also in those that do not exist yet. */
    public boolean giveEverywhere(Right right) {
        return any(each -> each.swarm().equals(NamePattern.ANY) && each.role().gives(right));
    }

    /**
     * Whether the other grants surely give all that these give: each of these is within one of the others. Unions are
     * not looked for: the grant to work as {@code a} and {@code b} is not within two grants, one for {@code a} and one
     * for {@code b}. So the answer may be no although the others give it all; it is never yes if they do not.
     */
    public boolean areWithin(Grants other) {
        return list.stream().allMatch(each -> other.list.stream().anyMatch(each::isWithin));
    }

    /** Those of the grants that are of an admin: within them, the holder may give grants to others. */
    public Grants administered() {
        return new Grants(
                list.stream().filter(each -> each.role() == Role.ADMIN).toList());
    }

    /** What these grants give in one swarm, and nothing else. */
    public Grants in(String swarm) {
        return new Grants(list.stream()
                .filter(each -> each.swarm().matches(swarm))
                .map(each -> new Grant(new NamePattern(swarm), each.role(), each.agents(), each.mayActFor()))
                .toList());
    }

    /** Whether one of the grants is the role {@code admin} in all swarms. */
    public boolean isAdmin() {
        return any(each -> each.role() == Role.ADMIN && each.swarm().equals(NamePattern.ANY));
    }

    /** A loop: each command asks several times, and a stream costs more than what it asks. */
    private boolean any(Predicate<Grant> predicate) {
        for (Grant grant : list) {
            if (predicate.test(grant)) {
                return true;
            }
        }
        return false;
    }
}
