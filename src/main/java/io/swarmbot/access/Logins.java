package io.swarmbot.access;

import io.quarkus.scheduler.Scheduled;
import io.swarmbot.access.limit.CallerLimits;
import io.swarmbot.command.TokenCommand;
import io.swarmbot.coordinator.RegistryMoved;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the tokens that are good, and finds who sent a request. The tokens are those of the tokens-file and those of
 * the registry; the file comes first. What is no token of ours is one of the issuer, if there is one.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class Logins {

    /** One answer for all: which part of a token is wrong is nobody's business. */
    private static final String NOT_GOOD = "the token is not known, has expired or was revoked";

    /** An answer that waits for something, and the login of its caller. */
    private record Wait(Login login, CompletableFuture<?> answer) {}

    private final SecurityMode mode;
    private final Clock clock;
    private final TokenRegistry registry;
    private final CallerLimits limits;
    private final Issuer issuer;
    private final TokenUses uses;
    private final @Nullable TokensFile file;
    /** As many as there are polls and claims that wait, which have limits of their own. */
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    Logins(
            SecuritySettings settings,
            TokenRegistry registry,
            Issuer issuer,
            CallerLimits limits,
            TokenUses uses,
            Clock clock) {
        this.limits = limits;
        this.mode = settings.mode();
        this.clock = clock;
        this.registry = registry;
        this.issuer = issuer;
        this.uses = uses;
        this.file =
                isOpen() ? null : settings.tokensFile().map(TokensFile::load).orElse(null);
    }

    /** Whether nobody logs in. */
    boolean isOpen() {
        return mode == SecurityMode.OPEN;
    }

    /** What each caller may do in a time and have at a time. */
    CallerLimits limits() {
        return limits;
    }

    /** Whether people log in at an issuer. */
    boolean hasIssuer() {
        return mode == SecurityMode.OIDC;
    }

    /** The tokens of the file. */
    Collection<AccessToken> ofFile() {
        return file == null ? List.of() : file.tokens().values();
    }

    @Scheduled(every = "1s")
    void look() {
        if (file != null) {
            file.look();
        }
        endWaits();
        if (!isOpen() && registry.isKnown()) {
            uses.look(id -> find(id) != null);
        }
    }

    void registryMoved(@Observes RegistryMoved moved) {
        endWaits();
    }

    private void endWaits() {
        for (Wait wait : waits) {
            if (wait.login().end() != null) {
                wait.answer().cancel(false);
            }
        }
    }

    /**
     * Lets an answer wait only as long as its caller's login is good: then it is canceled.
     *
     * @return the answer; fails with {@code unauthenticated} if it was canceled for that
     */
    <T> CompletableFuture<T> untilEnd(Login login, CompletableFuture<T> answer) {
        Wait wait = new Wait(login, answer);
        waits.add(wait);
        return answer.handle((done, failure) -> {
            waits.remove(wait);
            if (failure == null) {
                return done;
            }
            if (answer.isCancelled() && login.end() != null) {
                throw notGood();
            }
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        });
    }

    /**
     * The token with that id, good or not; null if there is none.
     *
     * @throws Rejection {@code store_unavailable} if that is not known yet
     */
    private @Nullable AccessToken find(String id) {
        AccessToken ofFile = ofFile(id);
        return ofFile != null ? ofFile : registry.find(id);
    }

    private @Nullable AccessToken ofFile(String id) {
        return file == null ? null : file.tokens().get(id);
    }

    /**
     * Finds who sent a request. A ticket is used up by that.
     *
     * @param isTicketTaken whether a ticket will do
     * @return completes at once, but for a ticket and for a token of the issuer; fails with a {@link Rejection}
     *     {@code unauthenticated} if the request has no good login, or more than one
     */
    CompletableFuture<Caller> callerOf(HttpServerRequest request, boolean isTicketTaken) {
        try {
            Credential credential = Credential.of(request);
            return credential.kind() == TokenKind.TOKEN
                    ? callerOf(credential, LastLogin.of(request.connection()))
                    : callerOf(credential, isTicketTaken);
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<Caller> callerOf(Credential credential, LastLogin last) {
        Caller known = last.callerOf(credential.text());
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Caller> caller = callerOf(credential, false);
        last.note(credential.text(), caller);
        return caller;
    }

    /**
     * Finds whose token that is, for a stream that goes on with it.
     *
     * @param bearer as it would stand in {@code Authorization}
     * @return fails with a {@link Rejection} {@code unauthenticated} if it is not good
     */
    CompletableFuture<Caller> callerOf(String bearer) {
        if (isOpen()) {
            return CompletableFuture.failedFuture(
                    unauthenticated("there are no logins: swarmbot.security.mode is open"));
        }
        try {
            return callerOf(new Credential(TokenKind.TOKEN, bearer), false);
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Finds who sent a message with a token behind a request.
     *
     * @return fails with a {@link Rejection} {@code unauthenticated} if the token is not good, or if the request has a
     *     login as well
     */
    CompletableFuture<Caller> callerOf(HttpServerRequest request, String token) {
        try {
            return callerOf(Credential.inMessage(request, token), false);
        } catch (Rejection refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletableFuture<Caller> callerOf(Credential credential, boolean isTicketTaken) {
        if (credential.kind() == TokenKind.TOKEN && issuer.isAsked(credential.text())) {
            return issuer.loginOf(credential.text()).thenApply(login -> Caller.of(login, this));
        }
        AccessToken token = tokenOf(credential);
        if (token.kind() != TokenKind.TICKET) {
            return CompletableFuture.completedFuture(Caller.of(new Login.WithToken(token, this), this));
        }
        if (!isTicketTaken) {
            throw unauthenticated("a ticket only opens a stream of events; the rest takes a token");
        }
        return use(token);
    }

    private AccessToken tokenOf(Credential credential) {
        return credential
                .token()
                .flatMap(text -> Optional.ofNullable(find(text.id())).filter(token -> token.isOf(text)))
                .filter(token -> token.kind() == credential.kind() && end(token) == null)
                .orElseThrow(Logins::notGood);
    }

    /** The stream of a ticket lasts as long as the login from which the ticket came. */
    private CompletableFuture<Caller> use(AccessToken ticket) {
        AccessToken parent = parentOf(ticket);
        if (parent == null) {
            throw notGood();
        }
        return registry.submit(new TokenCommand.Spend(ticket.id()), ticket.name())
                .thenApply(used -> {
                    registry.noteSpent(ticket);
                    return Caller.ofTicket(ticket, parent, this);
                });
    }

    private @Nullable AccessToken parentOf(AccessToken token) {
        return token.parent() == null ? null : find(token.parent());
    }

    /**
     * Why a token that was good is good no longer; null if it is. Whoever asks lets somebody do something with it, or
     * lets a stream go on: so that it is good counts as a use of it, and of the tokens from which it came.
     */
    @Nullable
    EndOfLogin end(AccessToken token) {
        EndOfLogin end = findEnd(token);
        for (AccessToken each = token; end == null && each != null; each = parentOf(each)) {
            noteUse(each);
        }
        return end;
    }

    private void noteUse(AccessToken token) {
        if (ofFile(token.id()) != null) {
            uses.noteOfFile(token);
        } else {
            uses.note(token);
        }
    }

    private @Nullable EndOfLogin findEnd(AccessToken token) {
        AccessToken now = find(token.id());
        if (now == null
                || now.revokedAt() != null
                || !now.sha256().equals(token.sha256())
                || !now.name().equals(token.name())) {
            return EndOfLogin.REVOKED;
        }
        Instant time = clock.instant();
        if (!now.isInForce(time)) {
            return EndOfLogin.EXPIRED;
        }
        if (!now.grants().equals(token.grants())) {
            return EndOfLogin.RIGHTS_CHANGED;
        }
        return now.parent() == null ? null : endOfParent(now, now.parent(), time);
    }

    private @Nullable EndOfLogin endOfParent(AccessToken child, String parentId, Instant now) {
        AccessToken parent = find(parentId);
        if (parent == null || parent.revokedAt() != null || !parent.name().equals(child.name())) {
            return EndOfLogin.REVOKED;
        }
        if (!parent.isInForce(now)) {
            return EndOfLogin.EXPIRED;
        }
        if (!child.grants().areWithin(parent.grants())) {
            return EndOfLogin.RIGHTS_CHANGED;
        }
        return parent.parent() == null ? null : endOfParent(parent, parent.parent(), now);
    }

    /** What whoever has no good login hears. */
    static Rejection notGood() {
        return unauthenticated(NOT_GOOD);
    }

    private static Rejection unauthenticated(String why) {
        return new Rejection(ErrorCode.UNAUTHENTICATED, why);
    }
}
