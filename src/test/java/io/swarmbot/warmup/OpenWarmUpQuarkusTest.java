package io.swarmbot.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.LogLines;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The warm-up of a service without logins. */
@QuarkusTest
class OpenWarmUpQuarkusTest {

    @Inject
    WarmUp warmUp;

    @Test
    void serviceWarmsUpWithoutLogins() throws InterruptedException {
        try (LogLines log = LogLines.of("")) {
            warmUp.begin(nanos -> true).join();

            assertThat(log.in(WarmUp.class.getName()))
                    .singleElement()
                    .asString()
                    .startsWith("warmed up in");
        }
    }

    @Test
    void testsHaveNoWarmUp() {
        assertThat(warmUp.isOver()).isTrue();
    }
}
