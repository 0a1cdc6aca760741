package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a login the service starts on the loopback address, or on another one if that is allowed. */
class StartCheckTest {

    private record Settings(boolean allowOpen, Optional<Set<String>> hosts) implements SecuritySettings {

        @Override
        public SecurityMode mode() {
            return SecurityMode.OPEN;
        }

        @Override
        public Optional<Path> tokensFile() {
            return Optional.empty();
        }

        static final Settings DEFAULT = new Settings(false, Optional.empty());
        static final Settings OPEN = new Settings(true, Optional.empty());
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

    @ParameterizedTest
    @ValueSource(strings = {"http://swarm.example", "swarm.example:8080", "*.example", "[::1]"})
    void serviceDoesNotStartWithAHostThatIsNoName(String host) {
        Throwable refused =
                catchThrowable(() -> start("127.0.0.1", new Settings(false, Optional.of(Set.of("a.example", host)))));

        assertThat(refused)
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("swarmbot.security.hosts has '" + host + "'");
    }

    /** Whatever its address is: nobody could do anything with it. */
    @Test
    void serviceDoesNotStartWithTheModeTokensAndWithoutAToken() {
        SecuritySettings tokens = new SecuritySettings() {
            @Override
            public SecurityMode mode() {
                return SecurityMode.TOKENS;
            }

            @Override
            public Optional<Path> tokensFile() {
                return Optional.empty();
            }

            @Override
            public boolean allowOpen() {
                return true;
            }

            @Override
            public Optional<Set<String>> hosts() {
                return Optional.empty();
            }
        };

        assertThat(catchThrowable(() -> start("127.0.0.1", tokens)))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageContaining("swarmbot.security.tokens-file");
    }

    private static void start(String address, SecuritySettings settings) {
        new StartCheck(address, settings, new Logins(settings, Clock.systemUTC())).check(new StartupEvent());
    }
}
