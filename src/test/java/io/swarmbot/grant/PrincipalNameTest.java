package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "ada@example.org",
                "Ada Lovelace",
                "Žofie Nováková",
                "李雷",
                "😀",
                "*",
                "a*b",
                "\"",
                ".x",
                "CN=a,O=b"
            })
    void printableTextIsAName(String text) {
        assertThat(PrincipalName.require("name", text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "\u00A0a",
                "a\u3000",
                "a\u0000",
                "a\nb",
                "\t",
                "a\u007Fb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\u200Bb",
                "a\u202Eb",
                "a\u2066b",
                "\uFEFFa",
                "a\u00ADb",
                "a\u061Cb",
                "a\uD83D",
                "\uDE00a"
            })
    void textWithWhatCannotBeSeenIsNoName(String text) {
        assertThatThrownBy(() -> PrincipalName.require("name", text))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("name '" + text
                        + "' is not 1 to 128 printable characters that neither begin nor end with a space");
    }

    @Test
    void nameHasAtMost128CharactersOfAnyWidth() {
        assertThat(PrincipalName.isName("x".repeat(128))).isTrue();
        assertThat(PrincipalName.isName("x".repeat(129))).isFalse();
        assertThat(PrincipalName.isName("😀".repeat(128))).isTrue();
        assertThat(PrincipalName.isName("😀".repeat(128) + "x")).isFalse();
        assertThat(PrincipalName.isName("x".repeat(1_000_000))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "é", "李", "😀"})
    void longestNameFitsTheFieldActor(String character) {
        String name = PrincipalName.require("name", character.repeat(128));

        assertThatCode(() -> Limits.require("actor", name, Limits.LINE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "system", "System", "ANONYMOUS"})
    void reservedNameIsNobodysWithALogin(String name) {
        assertThatThrownBy(() -> PrincipalName.requireOfLogin("name", name))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("name '" + name + "' is reserved, like anonymous and system; every other name is allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"systems", "the system", "anonymous2"})
    void nameThatResemblesAReservedOneIsFree(String name) {
        assertThat(PrincipalName.requireOfLogin("name", name)).isEqualTo(name);
    }
}
