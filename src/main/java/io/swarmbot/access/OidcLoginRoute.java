package io.swarmbot.access;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.smallrye.mutiny.Uni;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.Context;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The login of a browser at the issuer: the authorization code flow of Quarkus's extension, with PKCE, state and nonce.
 * It ends with a session of ours, which is the only one: the tokens of the issuer are not kept.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class OidcLoginRoute {

    /** After the checks of every request, and before the files of the page. */
    private static final int ORDER = -50;

    /** The beginning of the names of the extension's cookies for a session. */
    private static final String FOREIGN_SESSION = "q_session";

    private static final String PAGE = "/";

    private final OidcTenant tenant;
    private final OidcAuthenticationMechanism mechanism;
    private final IdentityProviderManager identities;
    private final Issuer issuer;
    private final TokenOffice office;

    OidcLoginRoute(
            OidcTenant tenant,
            OidcAuthenticationMechanism mechanism,
            IdentityProviderManager identities,
            Issuer issuer,
            TokenOffice office) {
        this.tenant = tenant;
        this.mechanism = mechanism;
        this.identities = identities;
        this.issuer = issuer;
        this.office = office;
    }

    void register(@Observes Router router) {
        if (tenant.isOn()) {
            router.get(OidcTenant.LOGIN_PATH).order(ORDER).handler(this::logIn);
        }
    }

    private void logIn(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        SessionCookie cookie;
        try {
            cookie = SessionCookie.of(context.request());
        } catch (Rejection refused) {
            Problems.send(context.response(), refused);
            return;
        }
        context.put(OidcUtils.TENANT_ID_ATTRIBUTE, OidcTenant.ID);
        Context loop = context.vertx().getOrCreateContext();
        issuer.ask(() -> nextStep(context))
                .thenCompose(step -> step.apply(cookie))
                .whenComplete((answer, failure) -> loop.runOnContext(ready -> {
                    dropForeignSession(context);
                    if (failure == null) {
                        answer.accept(context.response());
                    } else {
                        Problems.send(context.response(), Problems.rejectionOf(failure));
                    }
                }));
    }

    /** What comes next in the flow: from the cookie that a session would get, to what the browser is answered. */
    private Uni<Function<SessionCookie, CompletableFuture<Consumer<HttpServerResponse>>>> nextStep(
            RoutingContext context) {
        return mechanism.authenticate(context, identities).chain(identity -> {
            if (identity != null) {
                return Uni.createFrom().item(cookie -> openSession(cookie, identity));
            }
            if (context.request().query() != null) {
                // Whoever comes back from the issuer without the cookie of the flow did not begin here.
                return Uni.createFrom().failure(new AuthenticationFailedException("no login was begun"));
            }
            return mechanism
                    .getChallenge(context)
                    .map(challenge ->
                            cookie -> CompletableFuture.completedFuture(response -> sendToIssuer(response, challenge)));
        });
    }

    private static void sendToIssuer(HttpServerResponse response, ChallengeData challenge) {
        response.setStatusCode(challenge.status);
        challenge.getHeaders().forEach(response::putHeader);
        response.end();
    }

    private CompletableFuture<Consumer<HttpServerResponse>> openSession(
            SessionCookie cookie, SecurityIdentity identity) {
        return office.openSession(issuer.principalOf(identity)).thenApply(made -> response -> {
            response.headers().add(HttpHeaders.SET_COOKIE, cookie.with(made.text(), made.token()));
            response.setStatusCode(HttpResponseStatus.SEE_OTHER.code())
                    .putHeader(HttpHeaders.LOCATION, PAGE)
                    .end();
        });
    }

    /** The extension would keep the tokens of the issuer in cookies. */
    private static void dropForeignSession(RoutingContext context) {
        context.request().cookies().stream()
                .map(Cookie::getName)
                .filter(name -> name.startsWith(FOREIGN_SESSION))
                .toList()
                .forEach(name -> context.response().removeCookies(name, false));
    }
}
