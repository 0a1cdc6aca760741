package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalPatternTest {

    private static PrincipalPattern pattern(String text) {
        return new PrincipalPattern(text);
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada@example.org, true",
        "ada@example.org, ada@example.orgs, false",
        "team-*, team-blue, true",
        "team-*, Team-blue, false",
        "team *, team blue, true",
        "*, a*b, true",
        "a*, a*b, true"
    })
    void patternMatchesItsNameOrItsBeginning(String pattern, String name, boolean matches) {
        assertThat(pattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "anonymous", "SYSTEM", "", "a\n", " a", "a "})
    void nobodyActsForReservedNamesOrForWhatIsNoName(String name) {
        assertThat(List.of(PrincipalPattern.ANY, pattern("a*"), pattern("s*"), pattern("S*")))
                .noneMatch(pattern -> pattern.matches(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "**", "a*b", "*a", "a**", " *", " a", "a ", "a\n*", "a\u202E*", "system", "Anonymous"})
    void textThatIsNoPatternIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> pattern(text))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("pattern '" + text + "' is none of: the name of a principal, the beginning of one with * at"
                        + " its end (128 characters in all), or *");
    }

    @Test
    void patternHasAtMost128Characters() {
        assertThat(pattern("😀".repeat(127) + "*").matches("😀".repeat(128))).isTrue();
        assertThat(pattern("😀".repeat(128)).matches("😀".repeat(128))).isTrue();
        assertThatThrownBy(() -> pattern("😀".repeat(128) + "*")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> pattern("x".repeat(129))).isInstanceOf(InvalidValue.class);
    }

    @Test
    void isWithinAgreesWithBruteForceForAllSmallPatterns() {
        List<PrincipalPattern> patterns =
                SmallNames.patternTexts().stream().map(PrincipalPattern::new).toList();
        for (PrincipalPattern inner : patterns) {
            for (PrincipalPattern outer : patterns) {
                assertThat(inner.isWithin(outer))
                        .as("%s within %s", inner, outer)
                        .isEqualTo(
                                SmallNames.NAMES.stream().filter(inner::matches).allMatch(outer::matches));
            }
        }
    }
}
