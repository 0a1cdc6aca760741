package io.swarmbot.access;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.Tenant;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.Principal;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns tokens of the issuer into logins. Signature, issuer and times are checked by Quarkus's extension with the keys
 * that it got from the issuer, without a question for each token.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
class Issuer {

    /** After a try to reach the issuer that failed, nobody tries for so long. */
    private static final int PAUSE_SECONDS = 1;

    /** The end of the year 9999, in seconds since 1970: the last time that RFC 3339 can write. */
    private static final long LATEST = 253_402_300_799L;

    private static final Logger LOG = System.getLogger(Issuer.class.getName());

    private final OidcTenant tenant;
    private final TenantIdentityProvider provider;
    private final TenantConfigBean tenants;
    private final Clock clock;
    private final ClaimRules rules;
    private final AtomicBoolean isTrying = new AtomicBoolean();
    private volatile Instant nextTry = Instant.EPOCH;

    Issuer(
            OidcTenant tenant,
            @Tenant(OidcTenant.ID) TenantIdentityProvider provider,
            TenantConfigBean tenants,
            OidcSettings settings,
            Clock clock) {
        this.tenant = tenant;
        this.provider = provider;
        this.tenants = tenants;
        this.clock = clock;
        this.rules = new ClaimRules(settings);
    }

    /** Whether there is an issuer, and the text has the form of its tokens. */
    boolean isAsked(String text) {
        return tenant.isOn() && isJwt(text);
    }

    private static boolean isJwt(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        return first > 0 && second > first && text.indexOf('.', second + 1) < 0;
    }

    /**
     * Who sends this bearer token.
     *
     * @return fails with {@code unauthenticated} if the token is not good, and with {@code issuer_unavailable} if the
     *     issuer did not answer since the service started, so that no token can be checked
     */
    CompletableFuture<Login> loginOf(String jwt) {
        return ask(() -> provider.authenticate(new AccessTokenCredential(jwt))).thenApply(identity -> {
            JsonObject claims = claims(jwt);
            requireAudience(claims, tenant.audience());
            return new Login.WithJwt(principalOf(claims), expiryOf(claims), tenant.skew(), clock);
        });
    }

    /**
     * Asks Quarkus's extension. While the issuer was never reached, this tries to reach it: once a second, and nobody
     * waits for the try of somebody else.
     *
     * @return fails with {@code unauthenticated} if the extension refuses the login, and with
     *     {@code issuer_unavailable}
     */
    <T> CompletableFuture<T> ask(Supplier<Uni<T>> question) {
        boolean isReached = isReached();
        if (!isReached && (clock.instant().isBefore(nextTry) || !isTrying.compareAndSet(false, true))) {
            return CompletableFuture.failedFuture(unavailable());
        }
        return Uni.createFrom()
                .<T>deferred(question::get)
                .subscribeAsCompletionStage()
                .handle((answer, failure) -> {
                    if (!isReached) {
                        nextTry = clock.instant().plusSeconds(PAUSE_SECONDS);
                        isTrying.set(false);
                    }
                    if (failure != null) {
                        throw rejectionOf(failure);
                    }
                    return answer;
                });
    }

    private boolean isReached() {
        return tenants.getStaticTenant(OidcTenant.ID).ready();
    }

    /**
     * Who logged in by the login flow.
     *
     * @throws Rejection {@code unauthenticated} if the claims of its ID token are not good
     */
    Principal principalOf(SecurityIdentity identity) {
        IdTokenCredential credential = identity.getCredential(IdTokenCredential.class);
        if (credential == null) {
            // Somebody sent a token in place of going through the flow.
            throw Logins.notGood();
        }
        JsonObject claims = claims(credential.getToken());
        requireAudience(claims, List.of(tenant.clientId()));
        return principalOf(claims);
    }

    private Principal principalOf(JsonObject claims) {
        try {
            return rules.principalOf(claims);
        } catch (InvalidValue wrong) {
            throw refused("the claims of a token are not usable: " + wrong.getMessage(), wrong);
        }
    }

    /** What Quarkus has checked before. */
    private static JsonObject claims(String jwt) {
        int first = jwt.indexOf('.');
        return new JsonObject(Buffer.buffer(
                Base64.getUrlDecoder().decode(jwt.substring(first + 1, jwt.indexOf('.', first + 1)))));
    }

    private static Instant expiryOf(JsonObject claims) {
        return Instant.ofEpochSecond(Math.min(claims.getNumber("exp").longValue(), LATEST));
    }

    private static void requireAudience(JsonObject claims, List<String> wanted) {
        Object audience = claims.getValue("aud");
        boolean isMeant = audience instanceof JsonArray several
                ? wanted.stream().anyMatch(several::contains)
                : wanted.contains(audience);
        if (!wanted.isEmpty() && !isMeant) {
            throw refused("a token is for " + audience + ", not for " + wanted, null);
        }
    }

    /** What to answer if Quarkus's extension refused a login. */
    private static Rejection rejectionOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof AuthenticationFailedException || cause instanceof AuthenticationCompletionException) {
            return refused("a login is not good: " + reasonOf(cause), cause);
        }
        LOG.log(Level.DEBUG, "the issuer was not reached", cause);
        return unavailable();
    }

    private static String reasonOf(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : String.valueOf(failure.getCause());
    }

    private static Rejection refused(String reason, @Nullable Throwable cause) {
        LOG.log(Level.DEBUG, reason, cause);
        return Logins.notGood();
    }

    private static Rejection unavailable() {
        return new Rejection(ErrorCode.ISSUER_UNAVAILABLE, "the issuer of this login did not answer yet");
    }
}
