package io.swarmbot.access;

import io.quarkus.scheduler.Scheduled;
import io.swarmbot.command.TokenCommand;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.PrincipalName;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.grant.TokenText;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes a token for an admin if nobody could log in as one, and prints it once on standard output. It is the only
 * secret that is ever printed, and it is in no log. Of replicas that start together, the one whose append is the first
 * prints its token.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class FirstAdmin {

    private static final Logger LOG = System.getLogger(FirstAdmin.class.getName());
    private static final String NAME = "admin";

    private final SecuritySettings settings;
    private final Logins logins;
    private final TokenRegistry registry;
    private final Clock clock;
    private final AtomicBoolean isDone = new AtomicBoolean();
    private final AtomicBoolean isAsking = new AtomicBoolean();
    /** Made when it is needed. Guarded by {@link #isAsking}. */
    private @Nullable TokenText first;

    FirstAdmin(SecuritySettings settings, Logins logins, TokenRegistry registry, Clock clock) {
        this.settings = settings;
        this.logins = logins;
        this.registry = registry;
        this.clock = clock;
        this.isDone.set(settings.mode() != SecurityMode.TOKENS);
    }

    /** Goes on until there is an admin. The store may not answer at first, or not say what became of an append. */
    @Scheduled(every = "1s")
    void look() {
        if (isDone.get() || !registry.isKnown() || !isAsking.compareAndSet(false, true)) {
            return;
        }
        if (isThere()) {
            isDone.set(true);
        } else if (!settings.bootstrap()) {
            isDone.set(true);
            LOG.log(
                    Level.WARNING,
                    "swarmbot.security.mode is tokens, swarmbot.security.bootstrap is false, and no token is one of an"
                            + " admin of all swarms. Name one in swarmbot.security.tokens-file");
        } else {
            make();
            return;
        }
        isAsking.set(false);
    }

    private void make() {
        if (first == null) {
            first = TokenText.generate(new SecureRandom());
        }
        AccessToken token = AccessToken.made(
                first, NAME, TokenKind.TOKEN, Grants.ALL, clock.instant(), null, PrincipalName.SYSTEM, null);
        registry.submit(new TokenCommand.Make(token, true)).whenComplete((made, failure) -> {
            isDone.set(isThere());
            isAsking.set(false);
        });
    }

    /** Whether there is an admin. If it is the one that was made here, its token is printed. */
    private boolean isThere() {
        TokenBook tokens = registry.tokens();
        if (first != null && tokens.get(first.id()) != null) {
            print(first);
            return true;
        }
        Instant now = clock.instant();
        return isAnyAdmin(logins.ofFile(), now) || isAnyAdmin(tokens.all(), now);
    }

    private static boolean isAnyAdmin(Collection<AccessToken> tokens, Instant now) {
        return tokens.stream().anyMatch(token -> token.isAdmin(now));
    }

    @SuppressWarnings("SystemOut") // Not the log: logs are kept, sent on and read by many.
    private static void print(TokenText token) {
        System.out.println("\nThis is the first start with swarmbot.security.mode=tokens. The token of the admin, shown"
                + " this once:\n\n    " + token.reveal() + "\n");
    }
}
