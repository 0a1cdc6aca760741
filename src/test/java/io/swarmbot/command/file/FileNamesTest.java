package io.swarmbot.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.Rejection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that lead out of a directory or hide something are refused; honest ones are not. */
class FileNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", ".profile", "...", "Zürich 🐝.txt", "a'b\"c%2f;d", "خلاصه‌ها.pdf", " a ", "con"})
    void honestNameIsTaken(String name) {
        assertThat(FileNames.requireName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../a",
                "a/b",
                "a\\b",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a\u0085",
                "a\u2028b",
                "\ud83d",
                "annual\u202efdp.exe",
                "a\u2066b"
            })
    void nameThatLeadsOutOrHidesIsRefused(String name) {
        assertThatThrownBy(() -> FileNames.requireName(name)).isInstanceOf(Rejection.class);
    }

    @ParameterizedTest
    @CsvSource({"255, true", "256, false"})
    void nameHasAtMost255Bytes(int bytes, boolean isTaken) {
        String name = "é".repeat(127) + "x".repeat(bytes - 254);
        if (isTaken) {
            assertThat(FileNames.requireName(name)).isEqualTo(name);
        } else {
            assertThatThrownBy(() -> FileNames.requireName(name)).isInstanceOf(Rejection.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, text/plain",
        "Image/PNG, image/png",
        "'text/HTML; Charset=UTF-8', 'text/html; Charset=UTF-8'"
    })
    void mediaTypeIsTaken(String type, String kept) {
        assertThat(FileNames.requireType(type)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/plain",
                "text/plain\r\nX: y",
                "text/plain;",
                "text/pl ain",
                "text/ü",
                "a/b;c=\"\u0001\""
            })
    void otherMediaTypeIsRefused(String type) {
        assertThatThrownBy(() -> FileNames.requireType(type)).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> FileNames.requireType("text/" + "x".repeat(260)))
                .isInstanceOf(Rejection.class);
    }
}
