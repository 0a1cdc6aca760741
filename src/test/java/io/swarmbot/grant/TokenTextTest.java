package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.swarmbot.Seeds;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {

    private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";
    private static final String TEXT = "sbt_abcd1234_" + SECRET;
    private static final Pattern FORM = Pattern.compile("sbt_[a-z0-9]{8}_[A-Za-z0-9]{43}");

    /** Draws what a seed says, so that a failure can be repeated. */
    private static final class SeededRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final Random random;

        SeededRandom(Random random) {
            this.random = random;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }

    private static TokenText parsed(String text) {
        return TokenText.parse(text).orElseThrow();
    }

    @Test
    void textIsReadBackFromItsWrittenForm() {
        assertThat(parsed(TEXT).id()).isEqualTo("abcd1234");
        assertThat(parsed(TEXT).reveal()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "sbt_",
                "sbt_abcd1234_",
                "sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop",
                "sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr",
                "sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop_",
                "sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop\n",
                "sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopé",
                "sbt_abcd123A_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
                "sbt_abcd12345ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
                "SBT_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
                "sbt-abcd1234-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq",
                " sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop",
                "Bearer sbt_abcd1234_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
            })
    void parseRefusesEveryOtherText(@Nullable String text) {
        assertThat(TokenText.parse(text)).isEmpty();
    }

    @Test
    void longTextIsRefused() {
        assertThat(TokenText.parse(TEXT.repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void parseOfTenThousandMutatedTextsAcceptsOnlyTheForm(long seed) {
        Random random = Seeds.random("parseOfTenThousandMutatedTextsAcceptsOnlyTheForm", seed);
        int accepted = 0;
        for (int n = 0; n < 10_000; n++) {
            String text = mutated(random);

            Optional<TokenText> parsed = TokenText.parse(text);

            assertThat(parsed.map(TokenText::reveal))
                    .as(text)
                    .isEqualTo(
                            Optional.of(text).filter(each -> FORM.matcher(each).matches()));
            accepted += parsed.isPresent() ? 1 : 0;
        }
        assertThat(accepted).as("accepted texts").isBetween(500, 5_000);
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(TEXT);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            char c = "aZ5_-. \n\u0000é\uD83D\uFF21٣".charAt(random.nextInt(13));
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at).append('a');
                case 1 -> text.insert(at, c);
                case 2 -> text.setLength(Math.max(at, 1));
                default -> text.setCharAt(at, c);
            }
        }
        return text.toString();
    }

    @Test
    void generatedTextIsReadBack() {
        TokenText generated = TokenText.generate(new SecureRandom());

        TokenText parsed = parsed(generated.reveal());

        assertThat(parsed.id()).isEqualTo(generated.id());
        assertThat(parsed.matches(generated.sha256())).isTrue();
    }

    /** A random byte modulo 62 would give eight characters a quarter more, and modulo 36 four of them an eighth. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void eachCharacterIsDrawnEquallyOften(long seed) {
        Random random = Seeds.random("eachCharacterIsDrawnEquallyOften", seed);
        SecureRandom secure = new SeededRandom(random);
        int texts = 30_000;
        int[] inIds = new int[128];
        int[] inSecrets = new int[128];
        for (int n = 0; n < texts; n++) {
            String text = TokenText.generate(secure).reveal();
            text.substring(4, 12).chars().forEach(c -> inIds[c]++);
            text.substring(13).chars().forEach(c -> inSecrets[c]++);
        }

        assertThat(counted(inIds)).isEqualTo(36);
        assertThat(counted(inSecrets)).isEqualTo(62);
        assertEvenly(inIds, texts * 8.0 / 36);
        assertEvenly(inSecrets, texts * 43.0 / 62);
    }

    private static long counted(int[] counts) {
        return Arrays.stream(counts).filter(count -> count > 0).count();
    }

    /** Nine of a hundred are more than seven standard deviations. */
    private static void assertEvenly(int[] counts, double expected) {
        for (char c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                assertThat((double) counts[c]).as("how often %s", c).isCloseTo(expected, within(0.09 * expected));
            }
        }
    }

    @Test
    void hashIsTheSha256OfTheSecret() {
        // printf ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq | sha256sum
        assertThat(HexFormat.of().formatHex(parsed(TEXT).sha256()))
                .isEqualTo("769e8d95aa246a02d94d48c42fb7183e531c85c41d5b3456ddb90011712d8bd7");
    }

    @Test
    void secretMatchesOnlyItsOwnHash() {
        TokenText text = parsed(TEXT);
        byte[] changed = text.sha256();
        changed[31] ^= 1;

        assertThat(text.matches(text.sha256())).isTrue();
        assertThat(text.matches(changed)).isFalse();
        assertThat(text.matches(new byte[0])).isFalse();
        assertThat(text.matches(Arrays.copyOf(text.sha256(), 31))).isFalse();
        assertThat(text.matches(Arrays.copyOf(text.sha256(), 33))).isFalse();
    }

    @Test
    void toStringHidesTheSecret() {
        assertThat(parsed(TEXT)).hasToString("sbt_abcd1234_...");
        assertThat(Optional.of(parsed(TEXT)).toString()).doesNotContain(SECRET);
    }

    @Test
    void idTellsNothingOfTheSecret() {
        Function<String, TokenText> withId = id -> parsed("sbt_" + id + "_" + SECRET);

        assertThat(withId.apply("abcd1234").matches(withId.apply("00000000").sha256()))
                .isTrue();
    }
}
