package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a client may take for an answer of many pieces. */
class ReadingPaceTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ReadingPace pace = new ReadingPace(LIMIT);

    @Test
    void clientThatTakesAPieceASecondMayGoOnForEver() {
        for (int piece = 0; piece < 10_000; piece++) {
            pace.take(Duration.ofSeconds(1));
        }

        assertThat(pace.limit()).isEqualTo(LIMIT);
    }

    @Test
    void clientThatIsSlowForEachPieceHasLessAndLessTime() {
        pace.take(Duration.ofSeconds(9));
        assertThat(pace.limit()).isEqualTo(Duration.ofSeconds(2));

        pace.take(Duration.ofSeconds(2));
        assertThat(pace.limit()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void noPieceHasMoreThanItsTimeLimitHoweverFastTheOthersWere() {
        for (int piece = 0; piece < 1_000; piece++) {
            pace.take(Duration.ofMillis(1));
        }

        assertThat(pace.limit()).isEqualTo(LIMIT);
    }
}
