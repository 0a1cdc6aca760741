package io.swarmbot.access;

import io.quarkus.scheduler.Scheduled;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenText;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the tokens that are good, and finds the one of a request.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class Logins {

    private static final String SCHEME = "Bearer ";
    /** One answer for all: which part of a token is wrong is nobody's business. */
    private static final String NOT_GOOD = "the token is not known, has expired or was revoked";

    /** An answer that waits for something, and the token of its caller. */
    private record Wait(AccessToken token, CompletableFuture<?> answer) {}

    private final boolean isOpen;
    private final Clock clock;
    private final @Nullable TokensFile file;
    /** As many as there are polls and claims that wait, which have limits of their own. */
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    Logins(SecuritySettings settings, Clock clock) {
        this.isOpen = settings.mode() == SecurityMode.OPEN;
        this.clock = clock;
        this.file = isOpen ? null : settings.tokensFile().map(TokensFile::load).orElse(null);
    }

    /** Whether nobody logs in. */
    boolean isOpen() {
        return isOpen;
    }

    /** Whether there is anybody who may log in. */
    boolean knowAnybody() {
        return !tokens().isEmpty();
    }

    @Scheduled(every = "1s")
    void look() {
        if (file != null) {
            file.look();
        }
        for (Wait wait : waits) {
            if (end(wait.token()) != null) {
                wait.answer().cancel(false);
            }
        }
    }

    /**
     * Lets an answer wait only as long as its caller's login is good: then it is canceled.
     *
     * @return the answer; fails with {@code unauthenticated} if it was canceled for that
     */
    <T> CompletableFuture<T> untilEnd(AccessToken token, CompletableFuture<T> answer) {
        Wait wait = new Wait(token, answer);
        waits.add(wait);
        return answer.handle((done, failure) -> {
            waits.remove(wait);
            if (failure == null) {
                return done;
            }
            if (answer.isCancelled() && end(token) != null) {
                throw unauthenticated(NOT_GOOD);
            }
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        });
    }

    private Map<String, AccessToken> tokens() {
        return file == null ? Map.of() : file.tokens();
    }

    /**
     * Finds who sent a request.
     *
     * @throws Rejection {@code unauthenticated} if it has no good token, or more than one
     */
    Caller callerOf(HttpServerRequest request) {
        return isOpen ? Caller.anonymous(this) : Caller.of(tokenOf(request), this);
    }

    private AccessToken tokenOf(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            throw unauthenticated("a token is due: Authorization: Bearer sbt_...");
        }
        if (headers.size() > 1) {
            throw unauthenticated("there is more than one Authorization");
        }
        String header = headers.get(0);
        boolean isBearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return (isBearer ? TokenText.parse(header.substring(SCHEME.length()).strip()) : Optional.<TokenText>empty())
                .flatMap(this::tokenOf)
                .orElseThrow(() -> unauthenticated(NOT_GOOD));
    }

    private Optional<AccessToken> tokenOf(TokenText text) {
        return Optional.ofNullable(tokens().get(text.id()))
                .filter(token -> token.isOf(text) && token.isInForce(clock.instant()));
    }

    /** @throws Rejection {@code unauthenticated} if a token that was good is good no longer */
    void requireGood(AccessToken token) {
        if (end(token) != null) {
            throw unauthenticated(NOT_GOOD);
        }
    }

    /** Why a token that was good is good no longer; null if it is. */
    @Nullable
    EndOfLogin end(AccessToken token) {
        AccessToken now = tokens().get(token.id());
        if (now == null
                || now.revokedAt() != null
                || !now.sha256().equals(token.sha256())
                || !now.name().equals(token.name())) {
            return EndOfLogin.REVOKED;
        }
        if (!now.isInForce(clock.instant())) {
            return EndOfLogin.EXPIRED;
        }
        return now.grants().equals(token.grants()) ? null : EndOfLogin.RIGHTS_CHANGED;
    }

    private static Rejection unauthenticated(String why) {
        return new Rejection(ErrorCode.UNAUTHENTICATED, why);
    }
}
