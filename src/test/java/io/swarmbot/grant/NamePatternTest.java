package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {

    private static NamePattern pattern(String text) {
        return new NamePattern(text);
    }

    private static boolean isIdentifier(String text) {
        try {
            Identifiers.require("name", text);
            return true;
        } catch (Rejection e) {
            return false;
        }
    }

    private static boolean isPattern(String text) {
        try {
            return pattern(text).text().equals(text);
        } catch (InvalidValue e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "acme, acme, true",
        "acme, acme-1, false",
        "acme, acm, false",
        "acme, Acme, false",
        "acme-*, acme-1, true",
        "acme-*, acme-, true",
        "acme-*, acme, false",
        "acme-*, xacme-1, false",
        "*, acme, true",
        "*, 0, true",
        "a.*, a.b, true",
        "a.*, aab, false"
    })
    void patternMatchesItsNameOrItsBeginning(String pattern, String name, boolean matches) {
        assertThat(pattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "acme, acme, true",
        "acme, acme*, true",
        "acme-1, acme-*, true",
        "acme, acme-*, false",
        "acme-*, acme*, true",
        "acme*, acme-*, false",
        "acme*, acme, false",
        "acme*, *, true",
        "*, *, true",
        "*, a*, false",
        "*, a, false",
        "a*, b*, false"
    })
    void patternIsWithinOneThatMatchesAllItsNames(String inner, String outer, boolean within) {
        assertThat(pattern(inner).isWithin(pattern(outer))).isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(strings = {".registry", ".", "..", ".a", "", "a b", "a/b", "*", "a*", "é", "a\n", "-a", "_a"})
    void whatIsNoNameIsMatchedByNoPattern(String text) {
        assertThat(List.of(NamePattern.ANY, pattern("a*"), pattern("a"), pattern("r*")))
                .noneMatch(pattern -> pattern.matches(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "**",
                "*a",
                "a*b",
                "a**",
                ".",
                ".*",
                ".registry",
                ".r*",
                "-*",
                "_",
                " ",
                "a ",
                " *",
                "a b",
                "a/*",
                "é*",
                "a\n",
                "a\n*",
                "?"
            })
    void textThatIsNoPatternIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> pattern(text))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("pattern '" + text + "' is none of: a name of the form [A-Za-z0-9][A-Za-z0-9._-]{0,63},"
                        + " the beginning of one with * at its end (64 characters in all), or *");
    }

    @Test
    void patternHasAtMost64Characters() {
        assertThat(isPattern("x".repeat(64))).isTrue();
        assertThat(isPattern("x".repeat(65))).isFalse();
        assertThat(isPattern("x".repeat(63) + "*")).isTrue();
        assertThat(isPattern("x".repeat(64) + "*")).isFalse();
    }

    @Test
    void longTextIsCutInTheMessage() {
        assertThatThrownBy(() -> pattern("x".repeat(1_000_000)))
                .hasMessageStartingWith("pattern '" + "x".repeat(80) + "...' is none of");
    }

    /** Otherwise a swarm or an agent could be there that no grant can name. */
    @Test
    void namesAreTheIdentifiersOfSwarm() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            assertSameAsIdentifiers(String.valueOf(c));
            assertSameAsIdentifiers("a" + c);
            assertSameAsIdentifiers(c + "a");
        }
        for (int length = 0; length < 70; length++) {
            assertSameAsIdentifiers("z".repeat(length));
        }
    }

    private static void assertSameAsIdentifiers(String text) {
        boolean identifier = isIdentifier(text);
        if (NamePattern.ANY.matches(text) != identifier || (!text.endsWith("*") && isPattern(text) != identifier)) {
            throw new AssertionError("'" + text + "' (" + (int) text.charAt(0) + ") identifier: " + identifier);
        }
    }

    @Test
    void isWithinAgreesWithBruteForceForAllSmallPatterns() {
        List<NamePattern> patterns = SmallNames.patterns();
        for (NamePattern inner : patterns) {
            for (NamePattern outer : patterns) {
                assertThat(inner.isWithin(outer))
                        .as("%s within %s", inner, outer)
                        .isEqualTo(
                                SmallNames.NAMES.stream().filter(inner::matches).allMatch(outer::matches));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void patternsOfRandomTextAreNamesWithAStarAtMostAtTheirEnd(long seed) {
        Random random = Seeds.random("patternsOfRandomTextAreNamesWithAStarAtMostAtTheirEnd", seed);
        for (int n = 0; n < 20_000; n++) {
            String text = SmallNames.randomText(random, "aB9.-_* é/\u0000", 6);

            assertThat(isPattern(text)).as(text).isEqualTo(text.matches("\\*|[A-Za-z0-9][A-Za-z0-9._-]{0,62}[*]?"));
        }
    }
}
