package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {

    private static Grant grant(String swarm, Role role) {
        return new Grant(new NamePattern(swarm), role);
    }

    private static Grant agent(String swarm, String... agents) {
        return new Grant(
                new NamePattern(swarm),
                Role.AGENT,
                Arrays.stream(agents).map(NamePattern::new).toList(),
                List.of());
    }

    private static Grant relay(String swarm, Role role, String principals) {
        return new Grant(new NamePattern(swarm), role, List.of(), List.of(new PrincipalPattern(principals)));
    }

    @Test
    void grantsGiveWhatOneOfThemGives() {
        Grants grants =
                Grants.of(grant("a", Role.VIEWER), agent("b", "worker-*"), relay("c", Role.SUBMITTER, "team-*"));

        assertThat(grants.give(Right.VIEW, "a")).isTrue();
        assertThat(grants.give(Right.WORK, "a")).isFalse();
        assertThat(grants.letWorkAs("b", "worker-1")).isTrue();
        assertThat(grants.letWorkAs("a", "worker-1")).isFalse();
        assertThat(grants.letActFor("c", "team-blue")).isTrue();
        assertThat(grants.letActFor("b", "team-blue")).isFalse();
    }

    @Test
    void onlyAgentIsTheOneThatAllGrantsOfASwarmName() {
        assertThat(Grants.of(agent("a", "worker-1"), grant("a", Role.VIEWER)).onlyAgent("a"))
                .contains("worker-1");
        assertThat(Grants.of(agent("a", "worker-1"), agent("a*", "worker-1")).onlyAgent("a"))
                .contains("worker-1");
        assertThat(Grants.of(agent("a", "worker-1"), agent("b", "worker-2")).onlyAgent("a"))
                .contains("worker-1");
        assertThat(Grants.of(agent("a", "worker-1"), agent("a", "worker-2")).onlyAgent("a"))
                .isEmpty();
        assertThat(Grants.of(agent("a", "worker-1"), grant("a", Role.OPERATOR)).onlyAgent("a"))
                .isEmpty();
        assertThat(Grants.of(agent("a", "worker-*")).onlyAgent("a")).isEmpty();
        assertThat(Grants.of(agent("a", "worker-1")).onlyAgent("b")).isEmpty();
        assertThat(Grants.ALL.onlyAgent("a")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAGrantNothingIsAllowed(Right right) {
        assertThat(Grants.NONE.give(right, "a")).isFalse();
        assertThat(Grants.NONE.giveAnywhere(right)).isFalse();
        assertThat(Grants.NONE.letWorkAs("a", "a")).isFalse();
        assertThat(Grants.NONE.letActFor("a", "a")).isFalse();
        assertThat(Grants.NONE.isAdmin()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void allGivesEveryRightInEverySwarmButNotInTheRegistry(Right right) {
        assertThat(Grants.ALL.give(right, "a")).isTrue();
        assertThat(Grants.ALL.giveAnywhere(right)).isTrue();
        assertThat(Grants.ALL.letWorkAs("a", "b")).isTrue();
        assertThat(Grants.ALL.letActFor("a", "ada@example.org")).isTrue();
        assertThat(Grants.ALL.isAdmin()).isTrue();

        assertThat(Grants.ALL.give(right, ".registry")).isFalse();
        assertThat(Grants.ALL.letWorkAs(".registry", "b")).isFalse();
        assertThat(Grants.ALL.letActFor(".registry", "ada@example.org")).isFalse();
    }

    @Test
    void rightAnywhereIsThatOfAnyGrant() {
        Grants grants = Grants.of(grant("a", Role.VIEWER), grant("b-*", Role.MONITOR));

        assertThat(Arrays.stream(Right.values()).filter(grants::giveAnywhere))
                .containsExactly(Right.VIEW, Right.OBSERVE);
    }

    @Test
    void adminIsOnlyWhoHasThatRoleInAllSwarms() {
        assertThat(Grants.of(grant("a", Role.VIEWER), grant("*", Role.ADMIN)).isAdmin())
                .isTrue();
        assertThat(Grants.of(grant("acme-*", Role.ADMIN)).isAdmin()).isFalse();
        assertThat(Grants.of(grant("*", Role.OPERATOR)).isAdmin()).isFalse();
    }

    @Test
    void unionIsNotLookedFor() {
        Grants both = Grants.of(agent("a", "x", "y"));
        Grants each = Grants.of(agent("a", "x"), agent("a", "y"));

        assertThat(RandomGrants.all(both)).isSubsetOf(RandomGrants.all(each));
        assertThat(both.areWithin(each)).isFalse();
        assertThat(each.areWithin(both)).isTrue();
    }

    @Test
    void adminDoesNotGiveMayActForUnlessItHasIt() {
        Grants relay = Grants.of(relay("a", Role.SUBMITTER, "*"));

        assertThat(relay.areWithin(Grants.of(grant("*", Role.ADMIN)))).isFalse();
        assertThat(relay.areWithin(Grants.ALL)).isTrue();
    }

    @Test
    void noMoreThan32GrantsAreTaken() {
        Grant grant = grant("a", Role.VIEWER);

        assertThat(new Grants(Collections.nCopies(32, grant)).list()).hasSize(32);
        assertThatThrownBy(() -> new Grants(Collections.nCopies(33, grant)))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("grants has 33 grants; 32 is the limit");
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void areWithinIsNeverYesIfSomethingMoreIsGiven(long seed) {
        Random random = Seeds.random("areWithinIsNeverYesIfSomethingMoreIsGiven", seed);
        RandomGrants some = new RandomGrants(random);
        int yes = 0;
        for (int n = 0; n < 3_000; n++) {
            Grants inner = some.grants();
            Grants outer = some.grants();
            if (inner.areWithin(outer)) {
                assertThat(RandomGrants.all(outer))
                        .as("%s within %s", inner, outer)
                        .containsAll(RandomGrants.all(inner));
                yes += inner.list().isEmpty() ? 0 : 1;
            }
        }
        assertThat(yes).as("grants within others").isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void grantsAreWithinThemselvesAndWithinAll(long seed) {
        RandomGrants some = new RandomGrants(Seeds.random("grantsAreWithinThemselvesAndWithinAll", seed));
        for (int n = 0; n < 1_000; n++) {
            Grants grants = some.grants();

            assertThat(grants.areWithin(grants)).isTrue();
            assertThat(grants.areWithin(Grants.ALL)).isTrue();
            assertThat(Grants.NONE.areWithin(grants)).isTrue();
        }
    }
}
