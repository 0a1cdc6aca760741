package io.swarmbot.access;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.swarmbot.command.TokenCommand;
import io.swarmbot.coordinator.CoordinatorHarness;
import io.swarmbot.coordinator.RegistryMoved;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.testing.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one store have the same tokens. */
class TokenRegistryTest {

    private static final SecuritySettings TOKENS =
            Settings.of(SecuritySettings.class, "swarmbot.security.mode", "tokens");

    private final SwarmStore shared = new MemoryStore(100_000, 256 << 20);
    private final CoordinatorHarness one =
            new CoordinatorHarness.Builder().replica("one", shared).threads(2).build();
    private final CoordinatorHarness two =
            new CoordinatorHarness.Builder().replica("two", shared).threads(2).build();

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static TokenRegistry registry(CoordinatorHarness replica) {
        TokenRegistry registry = new TokenRegistry(replica.coordinator, Clock.systemUTC(), TOKENS);
        registry.start(new StartupEvent());
        await().until(registry::isKnown);
        return registry;
    }

    private static AccessToken token(String id, TokenKind kind, @Nullable Duration life, @Nullable String parent) {
        Instant now = Instant.now();
        return new AccessToken(
                id,
                "ann",
                kind,
                "0123456789abcdef".repeat(4),
                Grants.ALL,
                now,
                life == null ? null : now.plus(life),
                "root",
                parent,
                null);
    }

    private static boolean isRevoked(TokenRegistry registry, String id) {
        AccessToken known = registry.tokens().get(id);
        return known != null && known.revokedAt() != null;
    }

    @Test
    void tokenThatOneReplicaMakesAndRevokesIsSoInTheOther() {
        TokenRegistry first = registry(one);
        TokenRegistry second = registry(two);

        first.submit(new TokenCommand.Make(token("aaaaaaaa", TokenKind.TOKEN, null, null)))
                .join();
        await().until(() -> second.tokens().get("aaaaaaaa") != null);
        second.submit(new TokenCommand.Revoke("aaaaaaaa", "root", true)).join();

        await().until(() -> isRevoked(first, "aaaaaaaa"));
    }

    @Test
    void ticketThatBothReplicasUseLetsOneIn() {
        TokenRegistry first = registry(one);
        TokenRegistry second = registry(two);
        for (int n = 0; n < 50; n++) {
            String id = "t%07d".formatted(n);
            first.submit(new TokenCommand.Make(
                            token(id, TokenKind.TICKET, Duration.ofSeconds(30), "p%07d".formatted(n))))
                    .join();
            await().until(() -> second.tokens().get(id) != null);
            AtomicInteger in = new AtomicInteger();
            List<CompletableFuture<?>> uses = new ArrayList<>();
            for (TokenRegistry each : List.of(first, second, first, second)) {
                uses.add(CompletableFuture.runAsync(() -> {})
                        .thenCompose(go -> each.submit(new TokenCommand.Spend(id)))
                        .handle((used, failure) -> failure == null ? in.incrementAndGet() : 0));
            }
            uses.forEach(CompletableFuture::join);

            assertThat(in).hasValue(1);
        }
    }

    /** A replica knows what the log forgot. Otherwise a revoked token would be good again. */
    @Test
    void tokenWhoseEndTheLogLostIsEndedAgain() {
        TokenRegistry first = registry(one);
        AccessToken revoked = token("aaaaaaaa", TokenKind.TOKEN, null, null);
        AccessToken ticket = token("tttttttt", TokenKind.TICKET, Duration.ofSeconds(30), "aaaaaaaa");
        first.submit(new TokenCommand.Make(revoked)).join();
        first.submit(new TokenCommand.Revoke("aaaaaaaa", "root", true)).join();
        first.noteSpent(ticket);
        first.moved(new RegistryMoved(false));

        shared.delete(SwarmCoordinator.REGISTRY).toCompletableFuture().join();
        CoordinatorHarness later = new CoordinatorHarness.Builder()
                .replica("later", shared)
                .threads(2)
                .build();
        TokenRegistry second = registry(later);
        for (AccessToken each : List.of(revoked, ticket, token("bbbbbbbb", TokenKind.TOKEN, null, null))) {
            second.submit(new TokenCommand.Make(each)).join();
        }

        await().until(() -> first.tokens().get("bbbbbbbb") != null);
        assertThat(isRevoked(first, "aaaaaaaa")).isFalse();

        first.moved(new RegistryMoved(true));

        // At once, although the log does not say so yet.
        assertThat(first.find("aaaaaaaa"))
                .satisfiesAnyOf(
                        found -> assertThat(found).isNull(),
                        found -> assertThat(Objects.requireNonNull(found).revokedAt())
                                .isNotNull());
        assertThat(first.find("bbbbbbbb")).isNotNull();
        await().until(() -> isRevoked(second, "aaaaaaaa") && isRevoked(second, "tttttttt"));
        assertThat(isRevoked(second, "bbbbbbbb")).isFalse();
        later.close();
    }

    @Test
    void tokensAreThereAgainAfterARestart() {
        registry(one)
                .submit(new TokenCommand.Make(token("aaaaaaaa", TokenKind.TOKEN, null, null)))
                .join();
        CoordinatorHarness later = new CoordinatorHarness.Builder()
                .replica("later", shared)
                .threads(2)
                .build();

        assertThat(Objects.requireNonNull(registry(later).tokens().get("aaaaaaaa"))
                        .name())
                .isEqualTo("ann");
        later.close();
    }
}
