package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Settings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever gives out tokens learns that they travel in the open. */
class PlainTextWarningTest {

    private static final Optional<List<String>> NO_PROXY = Optional.empty();

    private static Optional<String> warning(
            String mode,
            String insecureRequests,
            boolean isBehindProxy,
            Optional<List<String>> proxies,
            String address) {
        SecuritySettings settings = Settings.of(SecuritySettings.class, "swarmbot.security.mode", mode);
        return new PlainTextWarning(settings, insecureRequests, isBehindProxy, proxies).warning(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "swarm.example"})
    void tokensWithoutTlsOnAnAddressOfANetworkAreWarnedOf(String address) {
        assertThat(warning("tokens", "enabled", false, NO_PROXY, address))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("'" + address + "'", "quarkus.tls.key-store.pem.0.cert", "trusted-proxies"));
    }

    @Test
    void proxyThatAnybodyCanPassForIsWarnedOf() {
        assertThat(warning("tokens", "enabled", true, NO_PROXY, "0.0.0.0"))
                .hasValueSatisfying(text -> assertThat(text).contains("trusted-proxies is not set"));
    }

    @Test
    void nothingIsSaidIfNobodyElseCanRead() {
        assertThat(warning("tokens", "enabled", false, NO_PROXY, "127.0.0.1")).isEmpty();
        assertThat(warning("tokens", "redirect", false, NO_PROXY, "0.0.0.0")).isEmpty();
        assertThat(warning("tokens", "enabled", true, Optional.of(List.of("10.0.0.2")), "0.0.0.0"))
                .isEmpty();
        // Says other things, and more loudly.
        assertThat(warning("open", "enabled", false, NO_PROXY, "0.0.0.0")).isEmpty();
    }
}
