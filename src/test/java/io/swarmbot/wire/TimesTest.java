package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Times are written by hand, digit for digit as the formatter of the JDK writes them. */
class TimesTest {

    private static final DateTimeFormatter FORMATTER =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static String written(Instant instant) {
        return new String(Wire.bytes(out -> Times.write(out, instant)), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T12:00:00.123Z,           2026-11-24T12:00:00.123Z",
        "2026-11-24T12:00:00Z,               2026-11-24T12:00:00.000Z",
        "2024-02-29T23:59:59.999999999Z,     2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.001Z,           1969-12-31T23:59:59.001Z",
        "0000-01-01T00:00:00Z,               0000-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z,           9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z,             +10000-01-01T00:00:00.000Z",
        "-0001-12-31T23:59:59.999Z,          -0001-12-31T23:59:59.999Z"
    })
    void timeIsWrittenWithMilliseconds(Instant instant, String expected) {
        assertThat(written(instant)).isEqualTo('"' + expected + '"');
    }

    static LongStream seeds() {
        return Seeds.fixedAndRandom();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void timeIsWrittenAsTheFormatterWritesIt(long seed) {
        Random random = Seeds.random("TimesTest", seed);
        long earliest = Instant.parse("-0001-01-01T00:00:00Z").getEpochSecond();
        long latest = Instant.parse("+10001-01-01T00:00:00Z").getEpochSecond();
        for (int round = 0; round < 10_000; round++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(earliest, latest), random.nextInt(1_000_000_000));

            assertThat(written(instant)).isEqualTo('"' + FORMATTER.format(instant) + '"');
        }
    }
}
