package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenKindTest {

    @Test
    void wireNamesAreThoseOfTheContract() {
        assertThat(Arrays.stream(TokenKind.values()).map(TokenKind::wireName))
                .containsExactly("token", "session", "ticket");
    }

    @ParameterizedTest
    @EnumSource
    void wireNameIsReadAsTheSameKind(TokenKind kind) {
        assertThat(TokenKind.parse(kind.wireName())).isEqualTo(kind);
    }

    @Test
    void parseOfAnotherNameListsTheKinds() {
        assertThatThrownBy(() -> TokenKind.parse("cookie"))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("kind 'cookie' is not one of token, session, ticket");
    }
}
