package io.swarmbot;

import static io.swarmbot.testing.WithTokens.header;
import static io.swarmbot.testing.WithTokens.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.Right;
import io.swarmbot.grant.Role;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard in a real browser, if the service requires a login. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Tag("stress-only")
class DashboardLoginQuarkusTest extends PageWithLogin {

    private static final String WRONG = "sbt_aaaaaaaa_" + "A".repeat(43);

    @Test
    void tokenOpensThePageAndStaysNowhereInIt() {
        rest.register("agent1");
        String token = make("ann", "viewer").path("token").asText();
        tab = Browser.open(server, rest.swarm());

        logIn(tab, WRONG);
        tab.await("#login-problem:has-text('wrong, expired or revoked')");
        logIn(tab, "<b>no token</b>");
        tab.await("#login-problem:has-text('This is no token')");
        assertThat(tab.find("swarm-agents").count())
                .as("nothing is shown without a login")
                .isZero();
        logIn(tab, token);

        tab.awaitLive();
        tab.await("[data-agent=agent1]");
        tab.await(".account-name:has-text('ann')").click();
        tab.await("#account li:has-text('viewer of swarm " + rest.swarm() + "')");
        String secret = token.substring(13);
        assertThat(tab.page().content()).doesNotContain(secret);
        assertThat(tab.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])"))
                .isEqualTo("[{},{},\"\",null]");
        assertThat(tab.requests()).noneMatch(request -> request.contains("sbt_"));
        assertThat(tab.violations()).isEmpty();
    }

    @Test
    void loginOverPlainHttpIsRefusedWithTheReason() {
        tab = Browser.open(URI.create("http://0.0.0.0:" + server.getPort() + "/"));

        logIn(tab, tokens().get("viewer"));

        tab.await("#login-problem:has-text('could be read on its way; use https')");
        assertThat(tab.find("swarm-agents").count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "viewer,false,false,false",
        "submitter,true,false,false",
        "operator,true,true,false",
        "admin,true,true,true"
    })
    void pageOffersWhatTheCallerMayDo(String role, boolean maySubmit, boolean maySteer, boolean mayAdminister) {
        rest.register("agent1");
        Stream.of("asked", "canceled", "waiting").forEach(rest::submit);
        rest.claim("agent1", "0s");
        rest.start("asked", "agent1");
        rest.send("POST", "/tasks/asked/request-input", "{\"agent_id\":\"agent1\",\"question\":\"Which?\"}");
        rest.cancel("canceled");

        tab = openAndLogIn(make("ann", role).path("token").asText());

        tab.await("[data-question=asked]:has-text('Which?')");
        assertThat(tab.find("[data-action=new-task]").count()).isEqualTo(maySubmit ? 1 : 0);
        assertThat(tab.find("swarm-task-form").count()).isEqualTo(maySubmit ? 1 : 0);
        assertThat(tab.find("[data-action=cancel]").count()).isEqualTo(maySteer ? 2 : 0);
        assertThat(tab.find("[data-question=asked] button").count()).isEqualTo(maySteer ? 1 : 0);
        tab.find("[data-filter=canceled]").click();
        tab.await("[data-task=canceled]");
        assertThat(tab.find("[data-action=retry]").count()).isEqualTo(maySteer ? 1 : 0);
        tab.find("#account summary").click();
        assertThat(tab.find("[data-action=tokens]").count()).isEqualTo(mayAdminister ? 1 : 0);
        tab.page().keyboard().press("Escape");
        tab.page().keyboard().press("n");
        assertThat(tab.find("#task-form:visible").count()).isEqualTo(maySubmit ? 1 : 0);
        assertThat(tab.errors()).filteredOn(error -> !error.contains("401")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"viewer,false,false", "submitter,true,false", "operator,true,true"})
    void filesAreSharedAndDeletedByWhoMay(String role, boolean mayShare, boolean mayDeleteOthers) {
        String token = make("ann", role).path("token").asText();
        String foreign = share(rest, "foreign.txt");
        String own = mayShare ? share(rest.as(header(token)), "own.txt") : null;

        tab = openAndLogIn(token);
        tab.find("[data-view=files]").first().click();
        tab.await("[data-row='" + foreign + "'] .row-link").click();

        tab.await("[data-preview=text] pre:has-text('hello')");
        assertThat(tab.find("[data-action=upload]").count()).isEqualTo(mayShare ? 1 : 0);
        assertThat(tab.find("[data-action=delete]").count()).isEqualTo(mayDeleteOthers ? 1 : 0);
        if (own != null) {
            tab.find("[data-action=close-detail]").click();
            tab.await("[data-row='" + own + "'] .row-link").click();
            tab.await("[data-action=delete]").click();
            tab.find("[data-action=confirm-delete]").click();
            tab.await("[data-file-detail]:has-text('This file is not here')");
        }
    }

    private static String share(Rest as, String name) {
        HttpResponse<String> shared = as.send("POST", "/files?name=" + name, "hello", "Content-Type", "text/plain");
        assertThat(shared.statusCode()).as(shared.body()).isEqualTo(201);
        return Rest.json(shared).path("id").asText();
    }

    /** Otherwise it would offer what the service refuses, or not offer what it allows. */
    @Test
    void rightsOfThePageAreThoseOfTheService() {
        List<String> patterns = List.of("*", "a", "a*", "ab*", "ab", "A*", "a.b-*", "0*");
        List<String> names = List.of("a", "ab", "abc", "A", "a.b-c", "0", "", ".registry", "-a", "a b", "a".repeat(65));
        List<String> given = new ArrayList<>();
        for (Role role : Role.values()) {
            for (Right right : Right.values()) {
                given.add(role.wireName() + " " + right.wireName() + " " + role.gives(right));
            }
        }
        for (String pattern : patterns) {
            for (String name : names) {
                given.add(pattern + " " + name + " " + new NamePattern(pattern).matches(name));
            }
        }
        tab = Browser.open(server.resolve("/swarmbot-client.js"));

        Object shown = tab.evaluate(
                """
                async ([roles, rights, patterns, names]) => {
                  const { isGiven, isMatch } = await import('/app/rights.js');
                  const gives = (role, right) => isGiven([{ swarm: 'a*', role }], right, 'ab');
                  return [
                    ...roles.flatMap((role) => rights.map((right) => `${role} ${right} ${gives(role, right)}`)),
                    ...patterns.flatMap((pattern) => names.map((name) => `${pattern} ${name} ${isMatch(pattern, name)}`)),
                  ];
                }
                """,
                List.of(
                        wireNames(Role.values(), Role::wireName),
                        wireNames(Right.values(), Right::wireName),
                        patterns,
                        names));

        assertThat(shown).isEqualTo(given);
    }

    private static <T> List<String> wireNames(T[] values, Function<T, String> name) {
        return Stream.of(values).map(name).toList();
    }

    @Test
    void operatorCancelsATaskInTheirName() {
        rest.submit("task1");
        tab = openAndLogIn(make("ann", "operator").path("token").asText());

        tab.await("[data-task=task1] [data-action=cancel]").click();
        tab.find("[data-task=task1] [data-action=confirm-cancel]").click();

        tab.await("[data-task=task1][data-status=canceled]");
        JsonNode events = Rest.json(rest.get("/events?types=task_status_changed&after=" + before(rest.cursor())));
        assertThat(events.at("/events/0/actor").asText()).isEqualTo("ann");
    }

    /** The place of the first event. */
    private static String before(String cursor) {
        return cursor.replaceFirst("-\\d+$", "-0");
    }

    @Test
    void adminMakesATokenThatWorksUntilItIsRevoked() {
        tab = openAndLogIn(make("ann", "admin").path("token").asText());
        tab.find("#account summary").click();
        tab.find("[data-action=tokens]").click();
        tab.await("#tokens [data-token][data-kind=session]");

        tab.find("#token-name").fill("anonymous");
        tab.find("[data-action=make-token]").click();
        tab.await("#token-problem:has-text('reserved')");
        tab.find("#token-name").fill("worker");
        tab.find("#token-role").selectOption("agent");
        tab.find("#token-agents").fill("worker-*, other");
        tab.find("#token-life").selectOption("24h");
        tab.find("[data-action=make-token]").click();
        String token = tab.await("[data-made] code").innerText();
        String row = "[data-token='" + token.substring(4, 12) + "']";
        tab.await(row + ":has-text('agent of swarm " + rest.swarm() + ", as worker-*, other')");

        Rest worker = rest.as(header(token));
        worker.register("worker-1");
        assertThat(worker.send("PUT", "/agents/agent1", "{}").statusCode()).isEqualTo(403);
        assertThat(tab.find(row + " [data-last-used]").innerText())
                .as("as it was when the list was read")
                .isEqualTo("never");
        tab.find(row + " [data-action=revoke]").click();
        tab.find(row + " [data-action=confirm-revoke]").click();
        tab.await(row + "[data-over]:has-text('revoked')");
        tab.await(row + " [data-last-used]:not(:has-text('never'))");
        assertThat(worker.get("").statusCode()).isEqualTo(401);
        tab.find("[data-action=close-tokens]").click();
        tab.awaitGone("[data-made]");
        assertThat(tab.page().content()).doesNotContain(token.substring(13));
        assertThat(tab.violations()).isEmpty();
    }

    @Test
    void loggedOutBrowserSeesAndMayDoNothing() {
        rest.register("agent1");
        tab = openAndLogIn(make("ann", "operator").path("token").asText());
        tab.await("[data-agent=agent1]");
        tab.find("#account summary").click();

        tab.find("[data-action=log-out]").click();

        tab.await("#login");
        assertThat(tab.find("#login-reason").count()).isZero();
        assertThat(tab.page().content()).doesNotContain("agent1", "ann");
        assertThat(tab.find("main, form:not(#login)").count()).isZero();
        assertThat(tab.evaluate("fetch('/api/v1/whoami').then((answer) => answer.status)"))
                .isEqualTo(401);
        tab.page().reload();
        tab.await("#login");
    }

    @Test
    void loginInAnotherTabCountsInThisOne() {
        String token = make("ann", "viewer").path("token").asText();
        tab = Browser.open(server, rest.swarm());
        tab.await("#login");

        tab.evaluate(
                "(token) => fetch('/api/v1/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } })",
                token);
        tab.evaluate("dispatchEvent(new Event('focus')), null");

        tab.awaitLive();
    }

    @Test
    void revokedSessionBringsTheFormAndThePageGoesOnAfterIt() {
        rest.register("agent1");
        JsonNode first = make("ann", "operator");
        tab = openAndLogIn(first.path("token").asText());
        tab.await("[data-agent=agent1]");
        tab.evaluate("window.isTheSamePage = true");
        tab.find("[data-action=new-task]").first().click();
        tab.find("#task-type").fill("half");

        revoke(first);

        tab.await("#login-reason:has-text('revoked')");
        assertThat(tab.find("#task-form:visible, swarm-agents:visible").count()).isZero();
        for (int n = 0; n < 10; n++) {
            rest.status("agent1", "busy", n);
        }
        logIn(tab, make("ann", "operator").path("token").asText());
        tab.awaitLive();
        String end = rest.register("agent2");
        tab.await("#connection[data-cursor='" + end + "']");
        tab.await("[data-agent=agent2]");
        assertThat(tab.evaluate("isTheSamePage && swarmbot.stats.snapshots === 1 && swarmbot.stats.gaps === 0"))
                .isEqualTo(true);
        tab.find("[data-action=new-task]").first().click();
        assertThat(tab.find("#task-type").inputValue()).isEqualTo("half");
    }

    @Test
    void somebodyElseWhoLogsInSeesNothingOfTheOneBefore() {
        rest.register("agent1");
        JsonNode first = make("ann", "viewer");
        tab = openAndLogIn(first.path("token").asText());
        tab.await("[data-agent=agent1]");
        revoke(first);
        tab.await("#login-reason");

        logIn(tab, tokens().get("viewer"));

        tab.await("#trouble:has-text('or you may not see it')");
        tab.await(".account-name:has-text('viewer')");
        assertThat(tab.page().content()).doesNotContain("agent1");
    }

    @Test
    void pageWithoutASwarmInItsAddressShowsOneThatItsReaderMaySee() {
        rest.register("agent1");
        String token = make("ann", "viewer").path("token").asText();
        tab = Browser.open(server);

        logIn(tab, token);

        tab.await("#connection[data-state=live][data-swarm='" + rest.swarm() + "']");
        tab.await("[data-agent=agent1]");
        tab.find("[data-view=agents]").first().click();
        tab.await("[data-row=agent1]");
    }
}
