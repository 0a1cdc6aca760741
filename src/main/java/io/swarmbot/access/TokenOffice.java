package io.swarmbot.access;

import io.swarmbot.command.TokenCommand;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.Principal;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.grant.TokenText;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists and revokes tokens for callers, as far as each may. Nobody gives more than they have, and nobody hears
 * of tokens that give more than they administer.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class TokenOffice {

    private static final Duration TICKET_LIFE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(1);
    private static final Duration LONGEST_SESSION = Duration.ofDays(30);
    /** As many as one token may have. */
    private static final int MOST_SESSIONS_OF_ONE = 100;

    private final SecureRandom random = new SecureRandom();
    private final Logins logins;
    private final TokenRegistry registry;
    private final TokenUses uses;
    private final Clock clock;
    private final Executor workers;
    private final Duration sessionLife;

    TokenOffice(
            Logins logins,
            TokenRegistry registry,
            TokenUses uses,
            Clock clock,
            Executor workers,
            SecuritySettings settings) {
        this.logins = logins;
        this.registry = registry;
        this.uses = uses;
        this.clock = clock;
        this.workers = workers;
        this.sessionLife = settings.sessionLife();
        if (sessionLife.compareTo(SHORTEST_SESSION) < 0 || sessionLife.compareTo(LONGEST_SESSION) > 0) {
            throw new IllegalArgumentException("swarmbot.security.session-life is a time from " + SHORTEST_SESSION
                    + " to " + LONGEST_SESSION + ", not " + sessionLife);
        }
    }

    /**
     * A token that was just made.
     *
     * @param text with the secret, which is nowhere else
     */
    public record Made(AccessToken token, TokenText text) {}

    /**
     * Makes a token.
     *
     * @param name of the principal that its holder is
     * @param life how long it lasts; null for ever
     * @return fails with {@code forbidden} if one of the grants is not within one that the caller administers
     */
    public CompletableFuture<Made> make(Caller caller, String name, Grants grants, @Nullable Duration life) {
        requireLogins();
        if (grants.list().isEmpty()) {
            throw new Rejection(ErrorCode.MISSING_FIELD, "field 'grants' is missing: a token gives at least one grant");
        }
        if (!grants.areWithin(caller.grants().administered())) {
            throw new Rejection(
                    ErrorCode.FORBIDDEN,
                    "'" + caller.name() + "' gives only what it has where it is admin, grant by grant");
        }
        begin(caller);
        Instant now = clock.instant();
        return make(TokenKind.TOKEN, name, grants, now, life == null ? null : now.plus(life), caller.name(), null);
    }

    /** Makes a session of a browser out of the caller's login. It ends with that login at the latest. */
    public CompletableFuture<Made> openSession(Caller caller) {
        requireLogins();
        begin(caller);
        Login login = caller.requireAnyLogin();
        AccessToken token = caller.token();
        if (token != null && token.kind() != TokenKind.TOKEN) {
            throw new Rejection(ErrorCode.FORBIDDEN, "a session is opened with a token, not with another session");
        }
        return openSession(login.principal(), login.expiresAt());
    }

    /** Makes a session of a browser for somebody who has just logged in at the issuer. */
    CompletableFuture<Made> openSession(Principal principal) {
        return openSession(principal, null);
    }

    private CompletableFuture<Made> openSession(Principal principal, @Nullable Instant latest) {
        Instant now = clock.instant();
        Instant end = now.plus(sessionLife);
        Instant expiry = latest != null && latest.isBefore(end) ? latest : end;
        if (!expiry.isAfter(now)) {
            // Within the skew of clocks.
            throw Logins.notGood();
        }
        String parent = principal.tokenId();
        if (parent == null) {
            requireFewSessions(principal);
        }
        return make(TokenKind.SESSION, principal.name(), principal.grants(), now, expiry, principal.name(), parent);
    }

    /** So that one user of the issuer does not take the sessions of all the others. */
    private void requireFewSessions(Principal principal) {
        if (sessionsWithoutToken(principal).count() >= MOST_SESSIONS_OF_ONE) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED,
                    "'" + principal.name() + "' has " + MOST_SESSIONS_OF_ONE + " sessions, the limit");
        }
    }

    private Stream<AccessToken> sessionsWithoutToken(Principal principal) {
        return registry.tokens().all().stream()
                .filter(token -> token.kind() == TokenKind.SESSION
                        && token.parent() == null
                        && token.name().equals(principal.name()));
    }

    /** Ends the caller's session. If the caller came without one, nothing happens. */
    public CompletableFuture<Void> closeSession(Caller caller) {
        AccessToken token = caller.token();
        return token == null || token.kind() != TokenKind.SESSION
                ? CompletableFuture.completedFuture(null)
                : registry.submit(new TokenCommand.Revoke(token.id(), caller.name(), false), caller.name());
    }

    /**
     * Makes a ticket for one stream of a swarm, with what the caller may do there.
     *
     * @return fails with {@code unknown_swarm} if the caller may not view the swarm
     */
    public CompletableFuture<Made> makeTicket(Caller caller, String swarm) {
        requireLogins();
        begin(caller);
        Login login = caller.requireAnyLogin();
        Identifiers.require("swarm", swarm);
        caller.requireToView(swarm);
        return parentOf(login).thenCompose(parent -> {
            Instant now = clock.instant();
            return make(
                    TokenKind.TICKET,
                    caller.name(),
                    caller.grants().in(swarm),
                    now,
                    now.plus(TICKET_LIFE),
                    caller.name(),
                    parent);
        });
    }

    /** The id of the token with which a ticket ends. A token of the issuer gets a session that stands for it. */
    private CompletableFuture<String> parentOf(Login login) {
        if (login instanceof Login.WithToken known) {
            return CompletableFuture.completedFuture(known.token().id());
        }
        Principal principal = login.principal();
        return sessionsWithoutToken(principal)
                .filter(session -> canStandFor(session, login))
                .findFirst()
                .map(session -> CompletableFuture.completedFuture(session.id()))
                .orElseGet(() -> openSession(principal, login.expiresAt())
                        .thenApply(made -> made.token().id()));
    }

    /** Whether the session ends with the login, or before it but not soon. */
    private boolean canStandFor(AccessToken session, Login login) {
        Instant now = clock.instant();
        Instant end = session.expiresAt();
        Instant latest = login.expiresAt();
        return session.isInForce(now)
                && session.grants().equals(login.principal().grants())
                && end != null
                && latest != null
                && !end.isAfter(latest)
                && (end.equals(latest) || end.isAfter(now.plus(sessionLife.dividedBy(2))));
    }

    private CompletableFuture<Made> make(
            TokenKind kind,
            String name,
            Grants grants,
            Instant now,
            @Nullable Instant expiresAt,
            String createdBy,
            @Nullable String parent) {
        TokenText text = TokenText.generate(random);
        AccessToken token = AccessToken.made(text, name, kind, grants, now, expiresAt, createdBy, parent);
        return registry.submit(new TokenCommand.Make(token), createdBy).thenApply(made -> new Made(token, text));
    }

    /**
     * The tokens that somebody may know of.
     *
     * @param tokens in order of their ids
     * @param lastUses when each was used last, by its id; one that was never used is missing
     */
    public record Known(List<AccessToken> tokens, Map<String, Instant> lastUses) {}

    /**
     * The tokens and sessions that the caller may know of. There may be many, so a worker thread puts them together.
     */
    public CompletableFuture<Known> list(Caller caller) {
        requireLogins();
        return uses.told().thenApplyAsync(told -> new Known(shownTo(caller), uses.all(told)), workers);
    }

    private List<AccessToken> shownTo(Caller caller) {
        List<AccessToken> shown = new ArrayList<>();
        logins.ofFile().stream().filter(token -> mayKnow(caller, token)).forEach(shown::add);
        registry.tokens().all().stream()
                .filter(token -> token.kind() != TokenKind.TICKET && mayKnow(caller, token))
                .forEach(shown::add);
        shown.sort(Comparator.comparing(AccessToken::id));
        return shown;
    }

    /**
     * Revokes a token. The sessions and streams that came from it end, too.
     *
     * @return fails with {@code unknown_token} if there is none of that id in the registry that the caller may know of,
     *     and with {@code last_admin} if nobody could log in as admin of all swarms any more
     */
    public CompletableFuture<Void> revoke(Caller caller, String id) {
        requireLogins();
        begin(caller);
        AccessToken token = registry.tokens().get(id);
        if (token == null || token.kind() == TokenKind.TICKET || !mayKnow(caller, token)) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_TOKEN,
                    "there is no such token that was made with this API; those of a tokens-file are removed there");
        }
        Instant now = clock.instant();
        // The issuer names admins that nobody knows here.
        boolean isAdminElsewhere =
                logins.hasIssuer() || logins.ofFile().stream().anyMatch(other -> other.isAdmin(now));
        return registry.submit(new TokenCommand.Revoke(id, caller.name(), isAdminElsewhere), caller.name());
    }

    private static boolean mayKnow(Caller caller, AccessToken token) {
        Grants grants = token.grants();
        return caller.isOwn(token)
                || caller.grants().isAdmin()
                || (!grants.list().isEmpty() && grants.areWithin(caller.grants().administered()));
    }

    /** Requires that the caller may change the registry now. That counts like a command. */
    private void begin(Caller caller) {
        caller.requireLogin();
        logins.limits().commands().take(caller.name(), SwarmCoordinator.REGISTRY);
    }

    private void requireLogins() {
        if (logins.isOpen()) {
            throw new Rejection(
                    ErrorCode.FORBIDDEN, "there are no logins: swarmbot.security.mode is open; everybody may do all");
        }
    }
}
