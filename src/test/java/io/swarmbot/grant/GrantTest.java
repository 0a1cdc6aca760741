package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantTest {

    private static final NamePattern ACME = new NamePattern("acme-*");

    private static Grant agent(String... agents) {
        return new Grant(ACME, Role.AGENT, patterns(agents), List.of());
    }

    private static List<NamePattern> patterns(String... texts) {
        return List.of(texts).stream().map(NamePattern::new).toList();
    }

    private static Grant actingFor(String... names) {
        return new Grant(
                ACME,
                Role.SUBMITTER,
                List.of(),
                List.of(names).stream().map(PrincipalPattern::new).toList());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AGENT")
    void grantGivesTheRightsOfItsRoleInItsSwarms(Role role) {
        Grant grant = new Grant(ACME, role);

        for (Right right : Right.values()) {
            assertThat(grant.gives(right, "acme-1")).isEqualTo(role.gives(right));
            assertThat(grant.gives(right, "other")).isFalse();
            assertThat(grant.gives(right, ".registry")).isFalse();
        }
    }

    @Test
    void agentWorksOnlyAsTheAgentsOfItsGrant() {
        Grant grant = agent("worker-*", "boss");

        assertThat(grant.gives(Right.WORK, "acme-1")).isTrue();
        assertThat(grant.letsWorkAs("acme-1", "worker-1")).isTrue();
        assertThat(grant.letsWorkAs("acme-1", "boss")).isTrue();
        assertThat(grant.letsWorkAs("acme-1", "boss2")).isFalse();
        assertThat(grant.letsWorkAs("other", "worker-1")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AGENT")
    void anyOtherRoleThatWorksDoesSoAsAnyAgent(Role role) {
        Grant grant = new Grant(ACME, role);

        assertThat(grant.letsWorkAs("acme-1", "worker-1")).isEqualTo(role == Role.OPERATOR || role == Role.ADMIN);
        assertThat(grant.letsWorkAs("other", "worker-1")).isFalse();
    }

    @Test
    void nobodyIsActedForUnlessTheGrantSaysSo() {
        assertThat(new Grant(NamePattern.ANY, Role.ADMIN).letsActFor("acme-1", "ada"))
                .isFalse();
        assertThat(actingFor("ada", "team-*").letsActFor("acme-1", "team-blue")).isTrue();
        assertThat(actingFor("ada", "team-*").letsActFor("acme-1", "bob")).isFalse();
        assertThat(actingFor("*").letsActFor("other", "ada")).isFalse();
    }

    @Test
    void agentNeedsAgents() {
        assertThatThrownBy(GrantTest::agent)
                .isInstanceOf(InvalidValue.class)
                .hasMessage("agents is empty; the role agent needs 1 to 16 patterns");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AGENT")
    void otherRoleHasNoAgents(Role role) {
        assertThatThrownBy(() -> new Grant(ACME, role, patterns("a", "b*"), List.of()))
                .isInstanceOf(InvalidValue.class)
                .hasMessage(
                        "agents is '[a, b*]' and the role is " + role.wireName() + "; only the role agent has agents");
    }

    @Test
    void grantHasAtMost16PatternsOfEachKind() {
        assertThat(agent(Collections.nCopies(16, "a").toArray(String[]::new)).agents())
                .hasSize(16);
        assertThatThrownBy(() -> agent(Collections.nCopies(17, "a").toArray(String[]::new)))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("agents has 17 patterns; 16 is the limit");
        assertThat(actingFor(Collections.nCopies(16, "a").toArray(String[]::new))
                        .mayActFor())
                .hasSize(16);
        assertThatThrownBy(() -> actingFor(Collections.nCopies(17, "a").toArray(String[]::new)))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("may_act_for has 17 patterns; 16 is the limit");
    }

    @Test
    void grantIsNotChangedThroughTheListsItWasMadeOf() {
        List<NamePattern> agents = new ArrayList<>(patterns("a"));
        Grant grant = new Grant(ACME, Role.AGENT, agents, new ArrayList<>());

        agents.add(NamePattern.ANY);

        assertThat(grant.letsWorkAs("acme-1", "b")).isFalse();
    }

    @Test
    void agentIsWithinAnOperatorAndNotTheOtherWayRound() {
        Grant operator = new Grant(ACME, Role.OPERATOR);

        assertThat(agent("*").isWithin(operator)).isTrue();
        assertThat(operator.isWithin(agent("*"))).isFalse();
        assertThat(agent("a*").isWithin(agent("b", "*"))).isTrue();
        assertThat(agent("a", "b").isWithin(agent("a"))).isFalse();
    }

    @Test
    void grantThatActsForOthersIsNotWithinOneThatDoesNot() {
        Grant admin = new Grant(NamePattern.ANY, Role.ADMIN);

        assertThat(actingFor("ada").isWithin(admin)).isFalse();
        assertThat(actingFor("ada").isWithin(actingFor("a*"))).isTrue();
        assertThat(actingFor("a*").isWithin(actingFor("ada"))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void isWithinAgreesWithBruteForce(long seed) {
        Random random = Seeds.random("isWithinAgreesWithBruteForce", seed);
        RandomGrants grants = new RandomGrants(random);
        int within = 0;
        for (int n = 0; n < 1_500; n++) {
            Grant inner = grants.grant();
            Grant outer = grants.grant();
            Set<String> more = new HashSet<>(RandomGrants.all(Grants.of(inner)));
            RandomGrants.all(Grants.of(outer)).forEach(more::remove);

            assertThat(inner.isWithin(outer)).as("%s within %s", inner, outer).isEqualTo(more.isEmpty());
            within += more.isEmpty() ? 1 : 0;
        }
        assertThat(within).as("grants within others").isGreaterThan(15);
    }
}
