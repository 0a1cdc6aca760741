package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard of one tenant shows nothing of another one. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Tag("stress-only")
class DashboardTenantQuarkusTest extends PageWithLogin {

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    /** Begins all names of the other tenant, so that none of them is on the page. */
    private final String foreign = "other-" + run;

    private Rest swarm(String name) {
        Rest made = Rest.of(server, name).as(as("root"));
        made.create();
        return made;
    }

    private String open(String swarm) {
        Rest own = swarm(swarm);
        own.register("own-agent");
        Rest others = swarm(foreign);
        others.register(foreign + "-agent");
        others.submit(foreign + "-task");
        String token = make("ann", "admin", "acme-" + run + "*").path("token").asText();
        make(foreign + "-admin", "admin", foreign + "*");
        make(foreign + "-all", "viewer", "*");
        return token;
    }

    @Test
    void listOfSwarmsAndListOfTokensHaveNothingOfAnotherTenant() {
        String own = "acme-" + run;
        String token = open(own);
        swarm(own + "-two");

        tab = Browser.open(server, own);
        logIn(tab, token);
        tab.awaitLive();
        tab.await("[data-agent=own-agent]");
        tab.find("#swarm").focus();
        await().until(() -> tab.find("#swarm option[value='" + own + "-two']").count() == 1);
        assertThat(tab.find("#swarm option").allInnerTexts()).containsExactlyInAnyOrder(own, own + "-two");
        tab.find("#account summary").click();
        tab.find("[data-action=tokens]").click();
        tab.await("#tokens [data-token='" + token.substring(4, 12) + "']");

        assertThat(tab.find("#tokens [data-token] strong").allInnerTexts()).containsOnly("ann");
        assertThat(tab.page().content()).doesNotContain(foreign);
    }

    @Test
    void typedAddressOfAForeignSwarmLooksLikeOneThatDoesNotExist() {
        String token = open("acme-" + run);

        tab = Browser.open(server, foreign);
        logIn(tab, token);

        tab.await("#trouble:has-text('There is no swarm “" + foreign + "”, or you may not see it')");
        assertThat(tab.find("[data-agent], [data-task]").count()).isZero();
        assertThat(tab.page().content()).doesNotContain(foreign + "-");
        tab.close();
        String missing = "other-" + UUID.randomUUID().toString().substring(0, 8);
        tab = Browser.open(server, missing);
        logIn(tab, token);
        tab.await("#trouble:has-text('There is no swarm “" + missing + "”, or you may not see it')");
    }
}
