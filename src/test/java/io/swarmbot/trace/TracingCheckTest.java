package io.swarmbot.trace;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.testing.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting of the traces that cannot be meant ends the start, with what is allowed. */
class TracingCheckTest {

    private static void check(Object... settings) {
        new TracingCheck(Settings.of(TracingConfig.class, settings)).check(new StartupEvent());
    }

    @Test
    void tracesAreOffByDefault() {
        assertThatCode(TracingCheckTest::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://collector:4318/v1/traces", "HTTPS://[::1]/v1/traces", "http://10.0.0.1"})
    void collectorIsReachedByHttp(String endpoint) {
        assertThatCode(() ->
                        check("swarmbot.tracing.endpoint", endpoint, "swarmbot.tracing.authorization", "Bearer abc"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel:4318", "grpc://otel:4317", "/v1/spans", "http:///v1/spans"})
    void otherAddressIsRefused(String endpoint) {
        assertThatThrownBy(() -> check("swarmbot.tracing.endpoint", endpoint))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("swarmbot.tracing.endpoint begins with http://")
                .hasMessageNotContaining(endpoint);
    }

    @Test
    void secretWithTheEndOfALineIsRefusedAndNotShown() {
        assertThatThrownBy(() -> check("swarmbot.tracing.authorization", "Bearer abc\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmbot.tracing.authorization has a control character")
                .hasMessageNotContaining("abc");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void noTasksAtAllIsRefused(String most) {
        assertThatThrownBy(() -> check("swarmbot.tracing.max-tasks", most))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmbot.tracing.max-tasks is at least 1, not " + most);
    }
}
