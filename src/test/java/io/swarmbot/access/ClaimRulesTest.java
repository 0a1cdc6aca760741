package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.Principal;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the claims of a token mean, by configuration. */
class ClaimRulesTest {

    private record Settings(Optional<String> nameClaim, String grantsClaim, Map<String, String> grants)
            implements OidcSettings {}

    private static final Map<String, String> GRANTS = Map.of(
            "dev", "[{\"swarm\":\"acme-*\",\"role\":\"operator\"}]",
            "ops", "[{\"swarm\":\"*\",\"role\":\"monitor\"},{\"swarm\":\"acme-*\",\"role\":\"operator\"}]");

    private static Principal principal(String grantsClaim, String claims) {
        return principal(Optional.empty(), grantsClaim, claims);
    }

    private static Principal principal(Optional<String> nameClaim, String grantsClaim, String claims) {
        return new ClaimRules(new Settings(nameClaim, grantsClaim, GRANTS))
                .principalOf(new JsonObject(claims.replace('\'', '"')));
    }

    private static List<String> swarms(Principal principal) {
        return principal.grants().list().stream()
                .map(Grant::swarm)
                .map(Object::toString)
                .toList();
    }

    @Test
    void eachValueOfTheClaimAddsItsGrantsOnce() {
        Principal both = principal("groups", "{'sub':'s','groups':['dev','x','ops',7,null]}");

        assertThat(both.name()).isEqualTo("s");
        assertThat(both.grants().list()).hasSize(2);
        assertThat(swarms(both)).containsExactly("acme-*", "*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'sub':'s'}",
                "{'sub':'s','groups':[]}",
                "{'sub':'s','groups':null}",
                "{'sub':'s','groups':{'dev':true}}",
                "{'sub':'s','groups':true}",
                "{'sub':'s','groups':['DEV','dev ','[dev]']}"
            })
    void whoeverHasNoKnownValueHasNoGrant(String claims) {
        assertThat(principal("groups", claims).grants().list()).isEmpty();
    }

    @Test
    void claimIsFoundByItsNameOrElseByItsPath() {
        assertThat(swarms(principal("scope", "{'sub':'s','scope':'openid dev'}")))
                .containsExactly("acme-*");
        assertThat(swarms(principal("realm_access/roles", "{'sub':'s','realm_access':{'roles':['dev']}}")))
                .containsExactly("acme-*");
        assertThat(swarms(principal("https://a/b", "{'sub':'s','https://a/b':['dev']}")))
                .containsExactly("acme-*");
        assertThat(swarms(principal("a/b", "{'sub':'s','a':'dev'}"))).isEmpty();
    }

    @Test
    void nameIsTheUsualOneUnlessAClaimIsNamed() {
        String claims = "{'sub':'s','preferred_username':'ann','email':'ann@example.com'}";

        assertThat(principal("groups", claims).name()).isEqualTo("ann");
        assertThat(principal(Optional.of("email"), "groups", claims).name()).isEqualTo("ann@example.com");
        assertThatThrownBy(() -> principal(Optional.of("upn"), "groups", claims))
                .isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ann", "system", "Anonymous", "a\\nb", "\u202eann"})
    void nameThatNoPrincipalMayHaveIsRefused(String name) {
        String claims = "{'sub':'s','preferred_username':'" + name + "'}";

        assertThatThrownBy(() -> principal("groups", claims)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void tooManyGrantsAreRefused() {
        Map<String, String> many = new HashMap<>();
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            many.put("g" + i, "[{\"swarm\":\"s" + i + "\",\"role\":\"viewer\"}]");
            groups.append("g").append(i).append(' ');
        }
        ClaimRules rules = new ClaimRules(new Settings(Optional.empty(), "groups", many));
        JsonObject claims = new JsonObject().put("sub", "s").put("groups", groups.toString());

        assertThatThrownBy(() -> rules.principalOf(claims)).isInstanceOf(InvalidValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "operator",
                "{\"swarm\":\"a\",\"role\":\"viewer\"}",
                "[{\"swarm\":\"a\"}]",
                "[{\"swarm\":\"a*b\",\"role\":\"viewer\"}]",
                "[{\"swarm\":\"a\",\"role\":\"boss\"}]",
                "[{\"swarm\":\"a\",\"role\":\"viewer\",\"x\":1}]",
                "[],\"x\":1"
            })
    void wrongMappingIsNamedAtTheStart(String array) {
        OidcSettings wrong = new Settings(Optional.empty(), "groups", Map.of("team a", array));

        assertThatThrownBy(() -> ClaimRules.check(wrong))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmbot.security.oidc.grants.\"team a\"");
    }
}
