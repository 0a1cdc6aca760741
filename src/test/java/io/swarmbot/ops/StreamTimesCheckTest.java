package io.swarmbot.ops;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.push.PushSettings;
import io.swarmbot.testing.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A time of the streams that cannot be meant ends the start, with what is allowed. */
class StreamTimesCheckTest {

    private static final String PING = "swarmbot.doors.socketio.ping-interval";

    private static void check(Map<String, String> given) {
        Object[] settings = given.entrySet().stream()
                .filter(each -> !each.getKey().equals(PING))
                .flatMap(each -> java.util.stream.Stream.of(each.getKey(), each.getValue()))
                .toArray();
        String ping = given.getOrDefault(PING, "10s");
        new StreamTimesCheck(
                        Settings.of(PushSettings.class, settings),
                        Settings.of(ShutdownSettings.class, settings),
                        Duration.parse("PT" + ping))
                .check(new StartupEvent());
    }

    @Test
    void defaultsAreAllowed() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "swarmbot.push.heartbeat-every, 1s",
        "swarmbot.push.heartbeat-every, 10s",
        PING + ", 300ms",
        "swarmbot.push.max-connection-age, 1h",
        "swarmbot.push.max-connection-age, 0s",
        "swarmbot.shutdown.drain, 0s",
        "swarmbot.shutdown.drain, 5m"
    })
    void whatCanBeMeantIsAllowed(String key, String value) {
        assertThatCode(() -> check(Map.of(key, value.replace("300ms", "0.3s")))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "swarmbot.push.heartbeat-every, 15s, at most 10s",
        "swarmbot.push.heartbeat-every, 0s, above 0s",
        PING + ", 25s, at most 10s",
        "swarmbot.push.max-connection-age, 0.5s, at least 1s",
        "swarmbot.push.max-connection-age, -1s, at least 1s",
        "swarmbot.shutdown.drain, -1s, at least 0s"
    })
    void whatCannotBeMeantEndsTheStartWithWhatIsAllowed(String key, String value, String allowed) {
        assertThatThrownBy(() -> check(Map.of(key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key + " is " + value + ";")
                .hasMessageContaining(allowed);
    }
}
