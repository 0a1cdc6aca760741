package io.swarmbot.command;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TokenEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command to the registry of tokens. No door reads one out of a message, and each checks what its caller may do
 * before. The replies show nothing: whoever made a token knows it.
 */
public sealed interface TokenCommand extends Command {

    @Override
    default void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    /**
     * Makes a token.
     *
     * @param isFirst whether the token is only made if no admin is there who can log in. Otherwise nothing happens, so
     *     among replicas that start together one makes it.
     */
    record Make(AccessToken token, boolean isFirst) implements TokenCommand {

        /** The most tokens without a parent, those included that ended and are still remembered. */
        static final int MAX_TOKENS = 10_000;
        /** The most of them that one principal made, so that one tenant does not take the place of the others. */
        static final int MAX_OF_MAKER = 1_000;
        /** The most sessions and the most tickets of one token, each. */
        static final int MAX_OF_PARENT = 100;
        /** The most sessions of those who logged in without a token, together. */
        static final int MAX_SESSIONS = 10_000;

        public Make(AccessToken token) {
            this(token, false);
        }

        @Override
        public Intervention intervention() {
            return Intervention.by(token.createdBy());
        }

        @Override
        public Reply decide(Draft draft) {
            TokenBook tokens = draft.state().tokens();
            if (isFirst && tokens.all().stream().anyMatch(known -> known.isAdmin(draft.today()))) {
                return new Reply.Gone();
            }
            if (tokens.get(token.id()) != null) {
                throw new IllegalStateException("two random ids are the same: " + token.id());
            }
            int limit = limit();
            if (tokens.count(token.kind(), token.parent()) >= limit) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "there are " + limit + " of the kind " + token.kind().wireName()
                                + (token.parent() == null ? "" : " from this login") + ", the limit");
            }
            if (token.kind() == TokenKind.TOKEN && madeBySame(tokens) >= MAX_OF_MAKER) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "'" + token.createdBy() + "' made " + MAX_OF_MAKER + " tokens that are remembered, the limit");
            }
            draft.emit(new TokenEvent.TokenMade(draft.next(), token));
            return new Reply.Gone();
        }

        private long madeBySame(TokenBook tokens) {
            return tokens.all().stream()
                    .filter(other ->
                            other.kind() == TokenKind.TOKEN && other.createdBy().equals(token.createdBy()))
                    .count();
        }

        private int limit() {
            if (token.parent() != null) {
                return MAX_OF_PARENT;
            }
            return token.kind() == TokenKind.TOKEN ? MAX_TOKENS : MAX_SESSIONS;
        }
    }

    /**
     * Revokes a token. To revoke it again changes nothing.
     *
     * @param by the name of who revokes it; null for the service
     * @param isAdminElsewhere whether an admin of all swarms can log in who is not in the registry
     */
    record Revoke(String id, @Nullable String by, boolean isAdminElsewhere) implements TokenCommand {

        @Override
        public Intervention intervention() {
            return Intervention.by(by);
        }

        @Override
        public Reply decide(Draft draft) {
            AccessToken token = draft.state().tokens().get(id);
            if (token == null) {
                throw new Rejection(ErrorCode.UNKNOWN_TOKEN, "there is no token '" + id + "'");
            }
            if (token.revokedAt() != null) {
                return new Reply.Gone();
            }
            if (by != null && token.isAdmin(draft.today()) && !isAdminElsewhere && !isAnotherAdminThere(draft)) {
                throw new Rejection(
                        ErrorCode.LAST_ADMIN,
                        "token '" + id + "' is the last one of an admin of all swarms; make another one first");
            }
            draft.emit(new TokenEvent.TokenRevoked(draft.next(), id));
            return new Reply.Gone();
        }

        private boolean isAnotherAdminThere(Draft draft) {
            return draft.state().tokens().all().stream()
                    .anyMatch(other ->
                            !other.id().equals(id) && other.expiresAt() == null && other.isAdmin(draft.today()));
        }
    }

    /**
     * Uses a ticket. It is good once: of those who use it at the same time, also with different replicas, one is let
     * in.
     */
    record Spend(String id) implements TokenCommand {

        @Override
        public Reply decide(Draft draft) {
            AccessToken ticket = draft.state().tokens().get(id);
            if (ticket == null || ticket.kind() != TokenKind.TICKET || !ticket.isInForce(draft.today())) {
                throw new Rejection(ErrorCode.UNAUTHENTICATED, "the ticket is not known, was used or has expired");
            }
            draft.because("used");
            draft.emit(new TokenEvent.TokenRemoved(draft.next(), id));
            return new Reply.Gone();
        }
    }

    /**
     * Removes the tokens that ended some time ago. Until then they are shown as ended, and a log that lost its end can
     * be mended. The service gives this command itself, again and again; of several replicas the first one does it.
     */
    record Forget() implements TokenCommand {

        /** How long a revoked or expired token is remembered. */
        static final Duration KEPT = Duration.ofDays(1);

        /** The next command removes the others. */
        private static final int AT_ONCE = 200;

        /** Whether it would remove anything. */
        public static boolean isDue(SwarmState registry, Instant now) {
            return registry.tokens().all().stream().anyMatch(token -> isOver(token, now));
        }

        @Override
        public Reply decide(Draft draft) {
            List<AccessToken> over = draft.state().tokens().all().stream()
                    .filter(token -> isOver(token, draft.today()))
                    .limit(AT_ONCE)
                    .toList();
            draft.because("ended");
            for (AccessToken token : over) {
                draft.emit(new TokenEvent.TokenRemoved(draft.next(), token.id()));
            }
            return new Reply.Gone();
        }

        private static boolean isOver(AccessToken token, Instant now) {
            Duration kept = token.kind().mustExpire() && token.revokedAt() == null
                    ? token.kind().clockSkew()
                    : KEPT;
            return isBefore(token.revokedAt(), now.minus(kept)) || isBefore(token.expiresAt(), now.minus(kept));
        }

        private static boolean isBefore(@Nullable Instant end, Instant time) {
            return end != null && end.isBefore(time);
        }
    }
}
