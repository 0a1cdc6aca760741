package io.swarmbot.access;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** With what a caller logged in. Thread-safety: any thread. */
sealed interface Login {

    Principal principal();

    /** When it expires; null if it lasts for ever. */
    @Nullable
    Instant expiresAt();

    /** Why it is good no longer; null if it is. */
    @Nullable
    EndOfLogin end();

    /** The service itself, while it warms up. */
    record OfService(Principal principal) implements Login {

        @Override
        public @Nullable Instant expiresAt() {
            return null;
        }

        @Override
        public @Nullable EndOfLogin end() {
            return null;
        }
    }

    /** A token of ours. */
    record WithToken(AccessToken token, Logins logins) implements Login {

        @Override
        public Principal principal() {
            return token.principal();
        }

        @Override
        public @Nullable Instant expiresAt() {
            return token.expiresAt();
        }

        @Override
        public @Nullable EndOfLogin end() {
            return logins.end(token);
        }
    }

    /**
     * A token of the issuer, which was good. Nobody can revoke it.
     *
     * @param skew how long it is still taken after it expired
     */
    record WithJwt(Principal principal, Instant expiresAt, Duration skew, Clock clock) implements Login {

        @Override
        public @Nullable EndOfLogin end() {
            return clock.instant().isBefore(expiresAt.plus(skew)) ? null : EndOfLogin.EXPIRED;
        }
    }
}
