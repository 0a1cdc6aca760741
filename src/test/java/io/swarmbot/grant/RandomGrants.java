package io.swarmbot.grant;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random grants over {@link SmallNames}, and all that they give, counted out. */
final class RandomGrants {

    private static final List<String> PATTERNS = SmallNames.patternTexts();

    private final Random random;

    RandomGrants(Random random) {
        this.random = random;
    }

    Grant grant() {
        Role role = one(List.of(Role.values()));
        List<NamePattern> agents = role == Role.AGENT
                ? texts(1 + random.nextInt(3)).map(NamePattern::new).toList()
                : List.of();
        return new Grant(
                new NamePattern(one(PATTERNS)),
                role,
                agents,
                texts(random.nextInt(3)).map(PrincipalPattern::new).toList());
    }

    Grants grants() {
        return new Grants(Stream.generate(this::grant).limit(random.nextInt(5)).toList());
    }

    private Stream<String> texts(int count) {
        return Stream.generate(() -> one(PATTERNS)).limit(count);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Everything that the grants give, one line each. */
    static List<String> all(Grants grants) {
        List<String> all = new ArrayList<>();
        for (String swarm : SmallNames.NAMES) {
            for (Right right : Right.values()) {
                if (grants.give(right, swarm)) {
                    all.add(right + " in " + swarm);
                }
            }
            for (String name : SmallNames.NAMES) {
                if (grants.letWorkAs(swarm, name)) {
                    all.add("work as " + name + " in " + swarm);
                }
                if (grants.letActFor(swarm, name)) {
                    all.add("act for " + name + " in " + swarm);
                }
            }
        }
        for (Right right : Right.values()) {
            if (grants.giveAnywhere(right)) {
                all.add(right + " anywhere");
            }
        }
        if (grants.isAdmin()) {
            all.add("admin");
        }
        return all;
    }
}
