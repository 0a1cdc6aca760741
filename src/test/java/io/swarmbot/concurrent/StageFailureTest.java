package io.swarmbot.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StageFailureTest {

    private final IllegalStateException failure = new IllegalStateException("for a test");

    @Test
    void causeIsTakenOutOfItsWrapper() {
        assertThat(StageFailure.causeOf(new CompletionException(failure))).isSameAs(failure);
        assertThat(StageFailure.causeOfNullable(new CompletionException(failure)))
                .isSameAs(failure);
    }

    @Test
    void failureWithoutAWrapperStaysAsItIs() {
        assertThat(StageFailure.causeOf(failure)).isSameAs(failure);
        CompletionException empty = new CompletionException("without a cause", null);
        assertThat(StageFailure.causeOf(empty)).isSameAs(empty);
    }

    @Test
    void noFailureHasNoCause() {
        assertThat(StageFailure.causeOfNullable(null)).isNull();
    }
}
