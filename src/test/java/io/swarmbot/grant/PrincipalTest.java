package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

    @Test
    void anonymousAndSystemHaveAllRightsAndNoToken() {
        assertThat(List.of(Principal.ANONYMOUS, Principal.SYSTEM)).allSatisfy(principal -> {
            assertThat(principal.grants()).isEqualTo(Grants.ALL);
            assertThat(principal.tokenId()).isNull();
        });
        assertThat(Principal.ANONYMOUS.name()).isEqualTo("anonymous");
        assertThat(Principal.SYSTEM.name()).isEqualTo("system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "anonymous", "System"})
    void nobodyLogsInWithAReservedName(String name) {
        assertThatThrownBy(() -> Principal.ofLogin(name, Grants.ALL)).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new Principal(name, Grants.ALL, "abcd1234")).isInstanceOf(InvalidValue.class);
    }

    @Test
    void principalHasANameThatCanBeReadInTheLog() {
        assertThat(Principal.ofLogin("ada@example.org", Grants.NONE).name()).isEqualTo("ada@example.org");
        assertThatThrownBy(() -> Principal.ofLogin("ada\n", Grants.NONE)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void tokenIdIsTheIdOfAToken() {
        assertThat(new Principal("ada", Grants.NONE, "abcd1234").tokenId()).isEqualTo("abcd1234");
        assertThatThrownBy(() -> new Principal("ada", Grants.NONE, "ABCD1234"))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("token id has 8 characters; it is 8 of [a-z0-9]");
    }
}
