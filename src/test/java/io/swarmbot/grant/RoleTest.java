package io.swarmbot.grant;

import static io.swarmbot.grant.Right.ADMINISTER;
import static io.swarmbot.grant.Right.OBSERVE;
import static io.swarmbot.grant.Right.STEER;
import static io.swarmbot.grant.Right.SUBMIT;
import static io.swarmbot.grant.Right.VIEW;
import static io.swarmbot.grant.Right.WORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleTest {

    private static final Map<Role, Set<Right>> TABLE = Map.of(
            Role.VIEWER, Set.of(VIEW),
            Role.SUBMITTER, Set.of(VIEW, SUBMIT),
            Role.AGENT, Set.of(VIEW, WORK),
            Role.OPERATOR, Set.of(VIEW, SUBMIT, WORK, STEER, OBSERVE),
            Role.MONITOR, Set.of(OBSERVE),
            Role.ADMIN, EnumSet.allOf(Right.class));

    @ParameterizedTest
    @EnumSource
    void roleGivesExactlyTheRightsOfTheTable(Role role) {
        assertThat(Arrays.stream(Right.values()).filter(role::gives))
                .containsExactlyInAnyOrderElementsOf(TABLE.get(role));
    }

    @ParameterizedTest
    @EnumSource
    void roleIsWithinThoseThatGiveAllItsRights(Role role) {
        for (Role other : Role.values()) {
            assertThat(role.isWithin(other))
                    .as("%s within %s", role, other)
                    .isEqualTo(TABLE.get(other).containsAll(TABLE.get(role)));
        }
    }

    @Test
    void onlyAdminAdministers() {
        assertThat(Arrays.stream(Role.values()).filter(role -> role.gives(ADMINISTER)))
                .containsExactly(Role.ADMIN);
    }

    @Test
    void wireNamesAreThoseOfTheContract() {
        assertThat(Arrays.stream(Role.values()).map(Role::wireName))
                .containsExactly("viewer", "submitter", "agent", "operator", "monitor", "admin");
        assertThat(Arrays.stream(Right.values()).map(Right::wireName))
                .containsExactly("view", "submit", "work", "steer", "administer", "observe");
    }

    @ParameterizedTest
    @EnumSource
    void wireNameIsReadAsTheSameRole(Role role) {
        assertThat(Role.parse(role.wireName())).isEqualTo(role);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ADMIN", "Admin", " admin", "admins", "root", "view"})
    void parseOfAnotherNameListsTheRoles(String name) {
        assertThatThrownBy(() -> Role.parse(name))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("role '" + name + "' is not one of viewer, submitter, agent, operator, monitor, admin");
    }
}
