package io.swarmbot.access;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.testing.CapturedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a login the service starts on the loopback address, or on another one if that is allowed. */
class StartCheckTest {

    private record Settings(SecurityMode mode, boolean allowOpen, Optional<Set<String>> hosts)
            implements SecuritySettings {

        @Override
        public Optional<Path> tokensFile() {
            return Optional.empty();
        }

        @Override
        public boolean bootstrap() {
            return true;
        }

        @Override
        public Duration sessionLife() {
            return Duration.ofHours(12);
        }

        @Override
        public Duration auditKeep() {
            return Duration.ofDays(400);
        }

        static final Settings DEFAULT = new Settings(SecurityMode.OPEN, false, Optional.empty());
        static final Settings OPEN = new Settings(SecurityMode.OPEN, true, Optional.empty());
        static final Settings TOKENS = new Settings(SecurityMode.TOKENS, false, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.2",
                "127.255.255.254",
                "localhost",
                "LOCALHOST",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1"
            })
    void serviceStartsOnALoopbackAddress(String address) {
        assertThatCode(() -> start(address, Settings.DEFAULT)).doesNotThrowAnyException();
    }

    /** Also on what leads to the loopback address only by asking somebody, or in other eyes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "[::]",
                "10.0.0.1",
                "192.168.1.20",
                "128.0.0.1",
                "fe80::1",
                "::ffff:10.0.0.1",
                "swarm.example",
                "localhost.example",
                "ip6-localhost",
                "127.1",
                ""
            })
    void serviceDoesNotStartOnAnyOtherAddressAndSaysWhy(String address) {
        Throwable refused = catchThrowable(() -> start(address, Settings.DEFAULT));

        // The framework prints nothing but the message of such an exception, if it has no cause.
        assertThat(refused).isExactlyInstanceOf(ConfigurationException.class).hasNoCause();
        assertThat(refused)
                .hasMessageContaining("quarkus.http.host is '" + address + "'")
                .hasMessageContaining("swarmbot.security.allow-open=true")
                .hasMessageContaining("no login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "swarm.example"})
    void serviceStartsOnAnyAddressIfThatIsAllowed(String address) {
        assertThatCode(() -> start(address, Settings.OPEN)).doesNotThrowAnyException();
    }

    /** Without a login, metrics and the details of the health checks are for whoever reaches them. */
    @Test
    void managementPortIsOnALoopbackAddressToo() {
        assertThat(catchThrowable(() -> start("127.0.0.1", "0.0.0.0", Settings.DEFAULT)))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.management.host is '0.0.0.0'")
                .hasMessageContaining("swarmbot.security.allow-open=true");
        assertThatCode(() -> start("127.0.0.1", "::1", Settings.DEFAULT)).doesNotThrowAnyException();
        assertThatCode(() -> start("0.0.0.0", "10.0.0.1", Settings.OPEN)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://swarm.example", "swarm.example:8080", "*.example", "[::1]"})
    void serviceDoesNotStartWithAHostThatIsNoName(String host) {
        Throwable refused = catchThrowable(() ->
                start("127.0.0.1", new Settings(SecurityMode.OPEN, false, Optional.of(Set.of("a.example", host)))));

        assertThat(refused)
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("swarmbot.security.hosts has '" + host + "'");
    }

    @Test
    void startWarnsIfTokensWouldBeLostWithTheProcess() {
        assertThat(warningsOf("memory", Settings.TOKENS))
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .contains("swarmbot.store.kind is memory: tokens that are made end with this process");
        assertThat(warningsOf("embedded", Settings.TOKENS)).isEmpty();
        assertThat(warningsOf("memory", Settings.DEFAULT)).isEmpty();
    }

    private static List<String> warningsOf(String store, SecuritySettings settings) {
        try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
            start("127.0.0.1", "127.0.0.1", store, settings);
            return log.records();
        }
    }

    private static void start(String address, SecuritySettings settings) {
        start(address, address, settings);
    }

    private static void start(String address, String managementAddress, SecuritySettings settings) {
        start(address, managementAddress, "embedded", settings);
    }

    private static void start(String address, String managementAddress, String store, SecuritySettings settings) {
        new StartCheck(address, managementAddress, store, settings).check(new StartupEvent());
    }
}
