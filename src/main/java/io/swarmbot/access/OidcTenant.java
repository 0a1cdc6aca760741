package io.swarmbot.access;

import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * The client that this service is at the issuer. It is a tenant of its own in Quarkus's extension, with the settings
 * that users give below {@code quarkus.oidc}; in every other mode than {@code oidc} it is off and asks nobody. Without
 * it the extension would not start if {@code quarkus.oidc} has no issuer.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
class OidcTenant {

    static final String ID = "swarmbot";
    /** Where the login of a browser begins, and where the issuer sends the browser back to. */
    static final String LOGIN_PATH = "/login/oidc";

    private static final String ANY_AUDIENCE = "any";
    /** As for tokens of ours. */
    private static final int SKEW_SECONDS = 30;

    private static final Logger LOG = System.getLogger(OidcTenant.class.getName());

    private final boolean isOn;
    private final OidcSettings claims;
    private final io.quarkus.oidc.runtime.OidcTenantConfig given;

    OidcTenant(SecuritySettings settings, OidcSettings claims, OidcConfig config) {
        this.claims = claims;
        this.isOn = settings.mode() == SecurityMode.OIDC;
        this.given = OidcConfig.getDefaultTenant(config);
    }

    boolean isOn() {
        return isOn;
    }

    /**
     * @throws ConfigurationException which ends the process with its message, if there is no issuer to ask, or a
     *     mapping is wrong
     */
    void create(@Observes Oidc oidc) {
        if (isOn) {
            requireIssuer();
            ClaimRules.check(claims);
            oidc.create(tenant());
            return;
        }
        oidc.create(OidcTenantConfig.builder().tenantId(ID).disableTenant().build());
        if (given.authServerUrl().isPresent() && !given.tenantEnabled()) {
            LOG.log(
                    Level.WARNING,
                    "quarkus.oidc.auth-server-url is set, but swarmbot.security.mode is not oidc: nobody is asked. An"
                            + " application that uses quarkus.oidc itself sets quarkus.oidc.tenant-enabled=true");
        }
    }

    private void requireIssuer() {
        if (given.authServerUrl().isEmpty() && given.provider().isEmpty()) {
            throw new ConfigurationException("swarmbot.security.mode is oidc, but quarkus.oidc.auth-server-url is not"
                    + " set: it is the address of the issuer, such as https://login.example/realms/main");
        }
        if (given.clientId().isEmpty()) {
            throw new ConfigurationException("swarmbot.security.mode is oidc, but quarkus.oidc.client-id is not set: it"
                    + " is the name under which the issuer knows this service");
        }
    }

    private OidcTenantConfig tenant() {
        return OidcTenantConfig.builder(given)
                .tenantId(ID)
                .enableTenant()
                .applicationType(ApplicationType.HYBRID)
                .token()
                // What an ID token is for is the client; which of the two a token needs is asked later.
                .audience(isForAnybody() ? List.of() : List.of(clientId()))
                .lifespanGrace((int) skew().toSeconds())
                // Otherwise each bad token would be a question to the issuer.
                .allowJwtIntrospection(false)
                .allowOpaqueTokenIntrospection(false)
                .end()
                .authentication()
                .pkceRequired(true)
                .nonceRequired(true)
                .redirectPath(LOGIN_PATH)
                .cookiePath(LOGIN_PATH)
                .restorePathAfterRedirect(false)
                .removeRedirectParameters(false)
                .end()
                .build();
    }

    /** How long a token of the issuer is still taken after it expired. */
    Duration skew() {
        return Duration.ofSeconds(given.token().lifespanGrace().orElse(SKEW_SECONDS));
    }

    /** The address of the issuer. */
    String issuer() {
        return given.authServerUrl().orElseThrow();
    }

    String clientId() {
        return given.clientId().orElseThrow();
    }

    /** For whom a bearer token has to be: for one of these. Empty: for anybody. */
    List<String> audience() {
        return isForAnybody() ? List.of() : given.token().audience().orElse(List.of(clientId()));
    }

    private boolean isForAnybody() {
        return given.token().audience().orElse(List.of()).equals(List.of(ANY_AUDIENCE));
    }
}
