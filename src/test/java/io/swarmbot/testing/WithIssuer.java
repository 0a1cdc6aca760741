package io.swarmbot.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whoever asks has a token of an issuer, which does not answer when the service starts, or one of {@link WithTokens}.
 * The members of {@value TestIssuer#GROUP} are operators of the swarm {@code own}. Every request is in the access log.
 */
public class WithIssuer extends WithTokens {

    public static final String URL = "quarkus.oidc.auth-server-url";
    public static final String PRIVATE_KEY = "test.issuer.private-key";
    public static final String PUBLIC_KEY = "test.issuer.public-key";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("swarmbot.security.mode", "oidc");
        settings.put("swarmbot.access-log", "all");
        // Larger than what sockets take for a client that does not read.
        settings.put("swarmbot.files.max-size", "32M");
        settings.put("swarmbot.files.swarm-quota", "64M");
        settings.put("swarmbot.files.principal-quota", "64M");
        settings.put("quarkus.oidc.token.audience", TestIssuer.AUDIENCE);
        settings.put(
                "swarmbot.security.oidc.grants.\"" + TestIssuer.GROUP + "\"",
                "[{\"swarm\":\"own\",\"role\":\"operator\"}]");
        settings.put("swarmbot.security.oidc.grants.nobody", "[{\"swarm\":\"*\",\"role\":\"admin\"}]");
        return settings;
    }

    @Override
    public List<QuarkusTestProfile.TestResourceEntry> testResources() {
        return List.of(new QuarkusTestProfile.TestResourceEntry(Resource.class));
    }

    /** Runs the issuer as long as the application. */
    public static class Resource implements QuarkusTestResourceLifecycleManager {

        private TestIssuer issuer;

        @Override
        public Map<String, String> start() {
            try {
                issuer = new TestIssuer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Base64.Encoder encoder = Base64.getEncoder();
            return Map.of(
                    URL,
                    issuer.url(),
                    "quarkus.oidc.client-id",
                    TestIssuer.CLIENT,
                    "quarkus.oidc.credentials.secret",
                    TestIssuer.SECRET,
                    PRIVATE_KEY,
                    encoder.encodeToString(issuer.key().getPrivate().getEncoded()),
                    PUBLIC_KEY,
                    encoder.encodeToString(issuer.key().getPublic().getEncoded()));
        }

        @Override
        public void stop() {
            issuer.close();
        }
    }
}
