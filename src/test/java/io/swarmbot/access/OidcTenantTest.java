package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service is a careful client of the issuer in the mode {@code oidc}, and none in every other. */
class OidcTenantTest {

    private static final Map<String, String> GOOD = Map.of(
            "swarmbot.security.mode", "oidc",
            "quarkus.oidc.auth-server-url", "https://login.example",
            "quarkus.oidc.client-id", "swarmbot");

    /** Keeps what is made, as Quarkus's extension does. */
    private static final class Kept implements Oidc {

        private final List<OidcTenantConfig> made = new ArrayList<>();

        @Override
        public void create(OidcTenantConfig tenant) {
            made.add(tenant);
        }

        @Override
        public void createServiceApp(String url) {
            throw new AssertionError(url);
        }

        @Override
        public void createWebApp(String url, String client, String secret) {
            throw new AssertionError(url);
        }
    }

    private static OidcTenant tenant(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withDefaultValue("quarkus.oidc.tenant-id", "Default")
                .withMapping(SecuritySettings.class)
                .withMapping(OidcSettings.class)
                .withMapping(OidcConfig.class)
                .withMappingIgnore("quarkus.**")
                .build();
        return new OidcTenant(
                config.getConfigMapping(SecuritySettings.class),
                config.getConfigMapping(OidcSettings.class),
                config.getConfigMapping(OidcConfig.class));
    }

    private static Map<String, String> goodWith(String... entries) {
        Map<String, String> settings = new HashMap<>(GOOD);
        for (int i = 0; i < entries.length; i += 2) {
            settings.put(entries[i], entries[i + 1]);
        }
        return settings;
    }

    private static OidcTenantConfig made(Map<String, String> settings) {
        Kept kept = new Kept();
        tenant(settings).create(kept);
        assertThat(kept.made).hasSize(1);
        assertThat(kept.made.get(0).tenantId()).contains(OidcTenant.ID);
        return kept.made.get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "tokens"})
    void nobodyIsAskedInOtherModes(String mode) {
        assertThat(made(goodWith("swarmbot.security.mode", mode)).tenantEnabled())
                .isFalse();
        assertThat(made(Map.of("swarmbot.security.mode", mode)).tenantEnabled()).isFalse();
    }

    @Test
    void settingsOfTheUserCountAndTheRestIsStrict() {
        OidcTenantConfig made = made(goodWith(
                "quarkus.oidc.credentials.secret", "s",
                "quarkus.oidc.tenant-enabled", "false",
                "quarkus.oidc.authentication.pkce-required", "false",
                "quarkus.oidc.token.issuer", "https://other.example"));

        assertThat(made.tenantEnabled()).isTrue();
        assertThat(made.authServerUrl()).contains("https://login.example");
        assertThat(made.applicationType()).contains(ApplicationType.HYBRID);
        assertThat(made.credentials().secret()).contains("s");
        assertThat(made.token().issuer()).contains("https://other.example");
        assertThat(made.token().lifespanGrace()).hasValue(30);
        assertThat(made.token().allowJwtIntrospection()).isFalse();
        assertThat(made.token().allowOpaqueTokenIntrospection()).isFalse();
        assertThat(made.authentication().pkceRequired()).contains(true);
        assertThat(made.authentication().nonceRequired()).isTrue();
        assertThat(made.authentication().redirectPath()).contains("/login/oidc");
    }

    /** An ID token is always for the client. */
    @Test
    void audienceIsThatOfTheUserElseTheClient() {
        String key = "quarkus.oidc.token.audience";
        assertThat(tenant(GOOD).audience()).containsExactly("swarmbot");
        assertThat(made(GOOD).token().audience()).contains(List.of("swarmbot"));

        Map<String, String> api = goodWith(key, "https://swarm.example");
        assertThat(tenant(api).audience()).containsExactly("https://swarm.example");
        assertThat(made(api).token().audience()).contains(List.of("https://swarm.example", "swarmbot"));

        Map<String, String> any = goodWith(key, "any");
        assertThat(tenant(any).audience()).isEmpty();
        assertThat(made(any).token().audience()).contains(List.of("any"));
    }

    @Test
    void skewIsThatOfOurTokensUnlessTheUserSaysAnother() {
        assertThat(tenant(GOOD).skew()).isEqualTo(Duration.ofSeconds(30));
        assertThat(tenant(goodWith("quarkus.oidc.token.lifespan-grace", "5")).skew())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.oidc.auth-server-url", "quarkus.oidc.client-id"})
    void startWithoutAnIssuerOrAClientEndsAndNamesTheKey(String key) {
        Map<String, String> settings = new HashMap<>(GOOD);
        settings.remove(key);

        assertThatThrownBy(() -> tenant(settings).create(new Kept()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key);
    }

    @Test
    void wrongMappingEndsTheStart() {
        OidcTenant wrong = tenant(goodWith("swarmbot.security.oidc.grants.\"team a\"", "[{\"swarm\":\"a\"}]"));

        assertThatThrownBy(() -> wrong.create(new Kept()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"team a\"");
    }
}
