package io.swarmbot.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** What the claims of a login with OpenID Connect mean here. The issuer itself is named by {@code quarkus.oidc}. */
@ConfigMapping(prefix = "swarmbot.security.oidc")
public interface OidcSettings {

    /** The claim with the name of the principal. Without this key: {@code preferred_username}, else {@code sub}. */
    Optional<String> nameClaim();

    /** The claim whose values decide what the principal may do. A claim within others: {@code realm_access/roles}. */
    @WithDefault("groups")
    String grantsClaim();

    /** For a value of that claim: a JSON array of grants. A login has the grants of all its values. */
    Map<String, String> grants();
}
