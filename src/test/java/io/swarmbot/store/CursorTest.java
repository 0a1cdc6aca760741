package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"k3f9-0", "k3f9-41", "0-1", "a-9007199254740991", "abcdefghij012345-7", "k3f9-10", "k3f9-100"})
    void cursorIsReadBackFromItsWrittenForm(String text) {
        Cursor cursor = Cursor.parse(text).orElseThrow();

        assertThat(cursor.toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "k3f9",
                "k3f9-",
                "-41",
                "k3f9-041",
                "k3f9-00",
                "k3f9-+1",
                "k3f9--1",
                "k3f9-1-2",
                "k3f9-1 ",
                " k3f9-1",
                "k3f9-1.0",
                "k3f9-1e3",
                "k3f9-0x1",
                "K3F9-1",
                "k_f9-1",
                "é-1",
                "k3f9-١",
                "k3f9-/",
                "k3f9-:",
                "abcdefghij0123456-7",
                "k3f9-9007199254740992",
                "k3f9-9999999999999999",
                "k3f9-10000000000000000",
                "k3f9-99999999999999999999999999",
                "k3f9\n-1",
                "k3f9-1\n"
            })
    void parseRefusesEveryOtherText(String text) {
        assertThat(Cursor.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',0", "K,0", "a-b,0", "abcdefghij0123456,0", "k3f9,-1", "k3f9,9007199254740992"})
    void cursorThatCouldNotBeReadBackCannotBeMade(String epoch, long seq) {
        assertThatThrownBy(() -> new Cursor(epoch, seq)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void largestSequenceIsExactInJavaScript() {
        assertThat((long) (double) Cursor.MAX_SEQ).isEqualTo(Cursor.MAX_SEQ);
        assertThat((double) (Cursor.MAX_SEQ + 1)).isEqualTo((double) (Cursor.MAX_SEQ + 2));
    }

    @Test
    void plusGoesOnInTheSameEpoch() {
        assertThat(new Cursor("k3f9", 41).plus(2)).isEqualTo(new Cursor("k3f9", 43));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void parseAcceptsOnlyTheWrittenFormOfACursor(long seed) {
        Random random = Seeds.random("parseAcceptsOnlyTheWrittenFormOfACursor", seed);
        String alphabet = "az09-0189A+ .é";
        for (int n = 0; n < 50_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            Cursor.parse(text.toString())
                    .ifPresent(cursor -> assertThat(cursor.toString()).isEqualTo(text.toString()));
        }
    }
}
