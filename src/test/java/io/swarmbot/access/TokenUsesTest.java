package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.swarmbot.coordinator.CoordinatorHarness;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.SettableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one store, and when tokens were used last. */
class TokenUsesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock();
    private final SwarmStore memory = new MemoryStore(100_000, 256 << 20);
    private volatile boolean isAway;
    /** If it is there, uses are noted, and the answer to that waits. */
    private volatile @Nullable CompletableFuture<Void> held;
    /** What the store was asked for about uses. */
    private final List<String> calls = new CopyOnWriteArrayList<>();
    /** How many names each call gave that noted or forgot uses. */
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    private final SwarmStore shared = (SwarmStore) Proxy.newProxyInstance(
            SwarmStore.class.getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                if (method.getName().toLowerCase(Locale.ROOT).endsWith("uses")) {
                    calls.add(method.getName());
                    if (isAway) {
                        return CompletableFuture.failedStage(
                                StoreException.unavailable("it is away", new IllegalStateException()));
                    }
                    note(arguments);
                }
                try {
                    Object answer = method.invoke(memory, arguments);
                    CompletableFuture<Void> first = held;
                    return first != null && method.getName().equals("noteUses") ? first : answer;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private final CoordinatorHarness one =
            new CoordinatorHarness.Builder().replica("one", shared).threads(2).build();
    private final CoordinatorHarness two =
            new CoordinatorHarness.Builder().replica("two", shared).threads(2).build();
    private final TokenUses first = new TokenUses(one.coordinator, clock);
    private final TokenUses second = new TokenUses(two.coordinator, clock);

    private void note(Object[] arguments) {
        if (arguments.length == 2) {
            sizes.add(arguments[1] instanceof Map<?, ?> uses ? uses.size() : ((Collection<?>) arguments[1]).size());
        }
    }

    @BeforeEach
    void makeLog() {
        memory.create(SwarmCoordinator.REGISTRY).toCompletableFuture().join();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private AccessToken token(String id, TokenKind kind) {
        Instant now = clock.instant();
        Instant end = kind.mustExpire() ? now.plusSeconds(30) : null;
        return new AccessToken(id, "ann", kind, "0123456789abcdef".repeat(4), Grants.ALL, now, end, "root", null, null);
    }

    private Instant use(TokenUses replica, String id) {
        replica.note(token(id, TokenKind.TOKEN));
        return clock.instant();
    }

    private static boolean isThere(String id) {
        return !id.isEmpty();
    }

    private void advance(Duration time) {
        clock.advance(time);
        first.look(TokenUsesTest::isThere);
        second.look(TokenUsesTest::isThere);
    }

    private Map<String, Instant> stored() {
        return memory.uses(SwarmCoordinator.REGISTRY).toCompletableFuture().join();
    }

    private static Map<String, Instant> shownBy(TokenUses replica) {
        return replica.all(replica.told().join());
    }

    @Test
    void useIsShownHereAtOnceAndByTheOtherReplicaAfterAMinute() {
        Instant used = use(first, "aaaaaaaa");

        assertThat(shownBy(first)).isEqualTo(Map.of("aaaaaaaa", used));
        assertThat(shownBy(second)).isEmpty();

        advance(TokenUses.TELL_EVERY);

        assertThat(shownBy(second)).isEqualTo(Map.of("aaaaaaaa", used));
    }

    @Test
    void newestUseOfAnyReplicaIsShown() {
        use(first, "aaaaaaaa");
        clock.advance(SECOND);
        Instant newer = use(second, "aaaaaaaa");

        advance(TokenUses.TELL_EVERY);

        assertThat(shownBy(first)).isEqualTo(Map.of("aaaaaaaa", newer));
        assertThat(shownBy(second)).isEqualTo(Map.of("aaaaaaaa", newer));
    }

    @Test
    void fewUsesOfAMinuteAreOneWriteAndAQuietMinuteIsNone() {
        advance(TokenUses.TELL_EVERY);
        calls.clear();
        for (int n = 0; n < 59; n++) {
            use(first, "aaaaaaaa");
            use(first, "bbbbbbbb");
            advance(SECOND);
        }
        assertThat(calls).isEmpty();

        advance(SECOND);
        assertThat(calls).containsExactly("noteUses");
        assertThat(stored()).containsOnlyKeys("aaaaaaaa", "bbbbbbbb");
        for (int n = 0; n < 10; n++) {
            advance(TokenUses.TELL_EVERY);
        }
        assertThat(calls).containsExactly("noteUses");
    }

    @Test
    void useWhileTheStoreIsAwayIsToldLater() {
        Instant used = use(first, "aaaaaaaa");
        isAway = true;
        advance(TokenUses.TELL_EVERY);
        assertThat(shownBy(first)).isEqualTo(Map.of("aaaaaaaa", used));
        assertThat(shownBy(second)).isEmpty();
        isAway = false;

        advance(TokenUses.TELL_EVERY);

        assertThat(shownBy(second)).isEqualTo(Map.of("aaaaaaaa", used));
    }

    @Test
    void useOfTheLastMinuteIsToldBeforeTheEnd() {
        Instant used = use(first, "aaaaaaaa");

        first.stop(new ShutdownEvent());

        assertThat(stored()).isEqualTo(Map.of("aaaaaaaa", used));
    }

    private static final int MANY = 2 * TokenUses.MOST_AT_ONCE + 1;

    private void useMany(TokenUses replica) {
        for (int n = 0; n < MANY; n++) {
            use(replica, String.format("%08d", n));
        }
    }

    /** Appends wait for the same store. */
    @Test
    void manyUsesAreToldInPiecesEachAfterTheAnswerToTheOneBefore() {
        useMany(first);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        held = answer;
        advance(TokenUses.TELL_EVERY);
        assertThat(sizes).containsExactly(TokenUses.MOST_AT_ONCE);
        advance(TokenUses.TELL_EVERY);
        assertThat(sizes).as("still without an answer").containsExactly(TokenUses.MOST_AT_ONCE);
        held = null;

        answer.complete(null);

        assertThat(sizes).containsExactly(TokenUses.MOST_AT_ONCE, TokenUses.MOST_AT_ONCE, 1);
        assertThat(stored()).hasSize(MANY);
        advance(TokenUses.TELL_EVERY);
        assertThat(sizes).as("all were told").hasSize(3);
    }

    @Test
    void allThatWasNotToldIsToldBeforeTheEndAlsoIfAnAnswerIsMissing() {
        useMany(first);
        held = new CompletableFuture<>();
        advance(TokenUses.TELL_EVERY);
        assertThat(stored()).hasSize(TokenUses.MOST_AT_ONCE);

        first.stop(new ShutdownEvent());

        assertThat(stored()).hasSize(MANY);
    }

    @Test
    void tokenThatIsGoneIsForgotten() {
        use(first, "aaaaaaaa");
        use(first, "bbbbbbbb");
        advance(TokenUses.TELL_EVERY);
        for (int times = 0; times < 2; times++) {
            clock.advance(TokenUses.KEPT);
            first.look(id -> id.equals("bbbbbbbb"));
        }

        assertThat(stored()).containsOnlyKeys("bbbbbbbb");
        assertThat(shownBy(first)).containsOnlyKeys("bbbbbbbb");
    }

    private TokenUses restarted() {
        return new TokenUses(one.coordinator, clock);
    }

    /** Otherwise a replica that is started each night would forget nothing. */
    @Test
    void tokenThatIsGoneIsForgottenSoonAfterAStart() {
        useMany(first);
        advance(TokenUses.TELL_EVERY);
        clock.advance(TokenUses.KEPT);
        sizes.clear();
        TokenUses restarted = restarted();
        clock.advance(TokenUses.TELL_EVERY);

        restarted.look(id -> false);

        assertThat(stored()).isEmpty();
        assertThat(sizes).containsExactly(TokenUses.MOST_AT_ONCE, TokenUses.MOST_AT_ONCE, 1);
    }

    @Test
    void tokenThatIsGoneIsForgottenAsSoonAsTheStoreIsBack() {
        use(first, "aaaaaaaa");
        advance(TokenUses.TELL_EVERY);
        TokenUses restarted = restarted();
        clock.advance(TokenUses.KEPT.plus(SECOND));
        isAway = true;
        restarted.look(id -> false);
        isAway = false;
        clock.advance(TokenUses.TELL_EVERY);

        restarted.look(id -> false);

        assertThat(stored()).isEmpty();
    }

    /** The file may be there for one replica only. */
    @Test
    void tokenOfAFileThatIsUnknownHereIsForgottenAfterAYear() {
        second.noteOfFile(token("aaaaaaaa", TokenKind.TOKEN));
        Instant used = clock.instant();
        second.look(TokenUsesTest::isThere);
        clock.advance(TokenUses.TELL_EVERY);
        second.look(TokenUsesTest::isThere);
        clock.advance(TokenUses.KEPT.multipliedBy(2));

        first.look(id -> false);

        assertThat(shownBy(first)).isEqualTo(Map.of("aaaaaaaa", used));
        clock.advance(TokenUses.KEPT_OF_FILE);
        first.look(id -> false);
        assertThat(stored()).isEmpty();
    }

    @Test
    void ticketIsNotNoted() {
        first.note(token("tttttttt", TokenKind.TICKET));

        assertThat(shownBy(first)).isEmpty();
    }
}
