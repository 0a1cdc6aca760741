package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0,                                  0",
        "7,                                  7",
        "' 7 ',                              7",
        "3600,                               3600",
        "3601,                               3600",
        "999999999999999999,                 3600",
        "'Tue, 24 Nov 2026 12:00:05 GMT',    5",
        "'Tue, 24 Nov 2026 11:00:00 GMT',    0",
        "'Fri, 31 Dec 9999 23:59:59 GMT',    3600"
    })
    void pauseIsReadFromSecondsOrADateAndBounded(String value, long seconds) {
        assertThat(RetryAfter.of(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "9999999999999999999", "٣", "2026-11-24T12:00:05Z", "Tue"})
    void valueOfAnotherFormAsksForNoPause(String value) {
        assertThat(RetryAfter.of(value, NOW)).isEmpty();
    }
}
