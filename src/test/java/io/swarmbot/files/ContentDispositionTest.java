package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.swarm.Rejection;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files in a header. */
class ContentDispositionTest {

    @Test
    void nameIsReadInEachForm() {
        assertThat(ContentDisposition.fileName(null)).isNull();
        assertThat(ContentDisposition.fileName("attachment")).isNull();
        assertThat(ContentDisposition.fileName("attachment; filename=a.txt")).isEqualTo("a.txt");
        assertThat(ContentDisposition.fileName("attachment;FileName = \"a \\\"b\\\" ; filename=c.txt\""))
                .isEqualTo("a \"b\" ; filename=c.txt");
        assertThat(ContentDisposition.fileName("inline; filename=\"x\"; filename*=UTF-8'de'Z%C3%BCrich%20%F0%9F%90%9D"))
                .isEqualTo("Zürich 🐝");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "latin1''a", "UTF-8''%", "UTF-8''%zz", "UTF-8''%ff", "UTF-8''ü"})
    void extendedNameThatCannotBeReadIsRefused(String value) {
        assertThatThrownBy(() -> ContentDisposition.fileName("attachment; filename*=" + value))
                .isInstanceOf(Rejection.class);
    }

    @Test
    void headerCannotBeLeftByAName() {
        assertThat(ContentDisposition.attachment("a\"; filename=\"b.exe"))
                .isEqualTo("attachment; filename=\"a_; filename=_b.exe\";"
                        + " filename*=UTF-8''a%22%3B%20filename%3D%22b.exe");
        assertThat(ContentDisposition.attachment("Zürich 50%.txt"))
                .isEqualTo("attachment; filename=\"Z_rich 50_.txt\"; filename*=UTF-8''Z%C3%BCrich%2050%25.txt");
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void everyNameComesBack(long seed) {
        Random random = Seeds.random("ContentDispositionTest", seed);
        for (int round = 0; round < 1_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int n = 1 + random.nextInt(20); n > 0; n--) {
                int c = random.nextInt(random.nextBoolean() ? 0x7f : 0x1f700);
                name.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 'x' : c);
            }

            String header = ContentDisposition.attachment(name.toString());

            assertThat(header).matches("[ -~]+");
            assertThat(ContentDisposition.fileName(header)).isEqualTo(name.toString());
        }
    }
}
