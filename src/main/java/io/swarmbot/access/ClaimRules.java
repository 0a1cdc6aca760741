package io.swarmbot.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.Principal;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.TokenJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says who somebody is by the claims of a token, and what they may do. It does not check the token.
 *
 * <p>Thread-safety: immutable.
 */
final class ClaimRules {

    private static final List<String> USUAL_NAMES = List.of("preferred_username", "sub");

    private final List<String> nameClaims;
    private final String grantsClaim;
    private final Map<String, Grants> grants = new HashMap<>();

    /** @throws ConfigurationException if a mapping is not an array of grants */
    ClaimRules(OidcSettings settings) {
        this.nameClaims = settings.nameClaim().map(List::of).orElse(USUAL_NAMES);
        this.grantsClaim = settings.grantsClaim();
        settings.grants().forEach((value, array) -> grants.put(value, read(value, array)));
    }

    /** @throws ConfigurationException if a mapping is not an array of grants */
    static void check(OidcSettings settings) {
        settings.grants().forEach(ClaimRules::read);
    }

    private static Grants read(String value, String array) {
        try {
            return TokenJson.grants(array);
        } catch (InvalidValue | Rejection wrong) {
            throw new ConfigurationException("swarmbot.security.oidc.grants.\"" + value + "\" is not a JSON array of"
                    + " grants such as [{\"swarm\":\"acme-*\",\"role\":\"operator\"}]: " + wrong.getMessage());
        }
    }

    /**
     * Who has these claims.
     *
     * @throws InvalidValue if there is no name that a principal may have, or there are too many grants
     */
    Principal principalOf(JsonObject claims) {
        Set<Grant> all = new LinkedHashSet<>();
        for (String value : values(claim(claims, grantsClaim))) {
            all.addAll(grants.getOrDefault(value, Grants.NONE).list());
        }
        return Principal.ofLogin(nameIn(claims), new Grants(new ArrayList<>(all)));
    }

    private String nameIn(JsonObject claims) {
        return nameClaims.stream()
                .map(name -> claim(claims, name))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                // Which is no name.
                .orElse("");
    }

    /** The claim of that name, or else the one at that path; null if there is none. */
    private static @Nullable Object claim(JsonObject claims, String name) {
        @Nullable Object found = claims.getValue(name);
        if (found != null) {
            return found;
        }
        int slash = name.indexOf('/');
        return slash > 0 && claims.getValue(name.substring(0, slash)) instanceof JsonObject inner
                ? claim(inner, name.substring(slash + 1))
                : null;
    }

    /** A claim with several values is an array, or a text with spaces between them as {@code scope} is (RFC 8693). */
    private static List<String> values(@Nullable Object claim) {
        if (claim instanceof String text) {
            return List.of(text.split(" "));
        }
        List<String> values = new ArrayList<>();
        if (claim instanceof JsonArray array) {
            for (Object each : array) {
                if (each instanceof String text) {
                    values.add(text);
                }
            }
        }
        return values;
    }
}
