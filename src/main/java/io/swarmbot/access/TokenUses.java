package io.swarmbot.access;

import io.quarkus.runtime.ShutdownEvent;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenKind;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * When each token was used last, to a second. A use is noted in memory, without a lock. Once a minute the store is told
 * of the tokens that were used since, a few with each write; if none was, it is not asked. Whoever lists the tokens
 * reads what all replicas told it.
 *
 * <p>The uses of tokens that are gone are forgotten. All replicas know the same tokens of the registry, so each of them
 * knows which ones are gone. But replicas may have different tokens-files, so uses of tokens of a file have names of
 * their own, and are kept for longer.
 *
 * <p>Failure: while the store does not answer, nothing is lost; the next minute tells it. What was used in the last
 * minute before a crash is lost.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
class TokenUses {

    static final Duration TELL_EVERY = Duration.ofMinutes(1);

    /** A use of a token of the registry is forgotten so long after it, if the registry does not have that token. */
    static final Duration KEPT = Duration.ofDays(1);
    /** A use of a token of a file is forgotten so long after it, if the file here does not have that token. */
    static final Duration KEPT_OF_FILE = Duration.ofDays(365);

    /** The store is told of at most so many uses with one call, because appends wait for the same store. */
    static final int MOST_AT_ONCE = 200;

    /** Begins the name of the use of a token of a file. No id of a token has a colon. */
    private static final String OF_FILE = "file:";

    private static final long PRECISION_MILLIS = 1_000;

    /** Milliseconds since 1970. */
    private static final class Use {

        private volatile long at;
        /** Which time the store was told. */
        private volatile long told;

        Use(long at) {
            this.at = at;
        }
    }

    private final SwarmCoordinator coordinator;
    private final Clock clock;
    /**
     * By the names of uses of tokens that were good here: no more than there are, and those that ended a minute ago.
     */
    private final ConcurrentHashMap<String, Use> uses = new ConcurrentHashMap<>();

    private final AtomicBoolean isTelling = new AtomicBoolean();
    /** Guarded by this. */
    private Instant toldAt;
    /** When the store last forgot all uses of tokens that are gone. The start of the process is no such time. */
    private volatile Instant cleanedAt = Instant.EPOCH;

    TokenUses(SwarmCoordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.toldAt = clock.instant();
    }

    /** Notes that a token of the registry is used now. A ticket has one use only, and is in no list. */
    void note(AccessToken token) {
        if (token.kind() != TokenKind.TICKET) {
            note(token.id());
        }
    }

    /** Notes that a token of the tokens-file is used now. */
    void noteOfFile(AccessToken token) {
        note(OF_FILE + token.id());
    }

    private void note(String name) {
        long now = clock.millis();
        Use use = uses.get(name);
        if (use == null) {
            uses.putIfAbsent(name, new Use(now));
        } else if (Math.abs(now - use.at) >= PRECISION_MILLIS) {
            use.at = now;
        }
    }

    private static String idOf(String name) {
        return name.startsWith(OF_FILE) ? name.substring(OF_FILE.length()) : name;
    }

    /**
     * Tells the store, if it is time. Call this about once a second, as soon as the registry is known.
     *
     * @param isKnown whether there is a token with that id, good or not
     */
    synchronized void look(Predicate<String> isKnown) {
        Instant now = clock.instant();
        if (!hasPassed(TELL_EVERY, toldAt, now)) {
            return;
        }
        toldAt = now;
        uses.keySet().removeIf(name -> !isKnown.test(idOf(name)));
        tell();
        if (hasPassed(KEPT, cleanedAt, now)) {
            clean(isKnown, now);
        }
    }

    /** Also if the clock was set back. */
    private static boolean hasPassed(Duration time, Instant since, Instant now) {
        return Duration.between(since, now).abs().compareTo(time) >= 0;
    }

    /** Waits for no answer: the store is about to be closed, but it still writes what it was told before that. */
    void stop(@Observes ShutdownEvent event) {
        pieces(news()).forEach(this::tell);
    }

    private void tell() {
        List<Map.Entry<String, Instant>> news = news();
        if (!news.isEmpty() && isTelling.compareAndSet(false, true)) {
            inTurn(news, this::tell).whenComplete((told, failure) -> isTelling.set(false));
        }
    }

    /** What the store was not told, by name. */
    private List<Map.Entry<String, Instant>> news() {
        List<Map.Entry<String, Instant>> news = new ArrayList<>();
        uses.forEach((name, use) -> {
            long at = use.at;
            if (at != use.told) {
                news.add(Map.entry(name, Instant.ofEpochMilli(at)));
            }
        });
        return news;
    }

    private CompletableFuture<Void> tell(List<Map.Entry<String, Instant>> news) {
        Map<String, Instant> told = new HashMap<>();
        news.forEach(use -> told.put(use.getKey(), use.getValue()));
        return coordinator
                .noteUses(SwarmCoordinator.REGISTRY, told)
                .thenAccept(noted -> told.forEach((name, at) -> uses.computeIfPresent(name, (same, use) -> {
                    use.told = at.toEpochMilli();
                    return use;
                })));
    }

    private void clean(Predicate<String> isKnown, Instant now) {
        coordinator
                .uses(SwarmCoordinator.REGISTRY)
                .thenCompose(stored -> {
                    List<String> over = stored.entrySet().stream()
                            .filter(use ->
                                    isOver(use.getKey(), use.getValue(), now) && !isKnown.test(idOf(use.getKey())))
                            .map(Map.Entry::getKey)
                            .toList();
                    return inTurn(over, names -> coordinator.forgetUses(SwarmCoordinator.REGISTRY, names));
                })
                .thenAccept(forgotten -> cleanedAt = now);
    }

    private static boolean isOver(String name, Instant at, Instant now) {
        return at.isBefore(now.minus(name.startsWith(OF_FILE) ? KEPT_OF_FILE : KEPT));
    }

    private static <T> List<List<T>> pieces(List<T> all) {
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            pieces.add(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE)));
        }
        return pieces;
    }

    /** Makes one call for each piece, after the answer to the one before. A failure ends it. */
    private static <T> CompletableFuture<Void> inTurn(List<T> all, Function<List<T>, CompletableFuture<Void>> call) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (List<T> piece : pieces(all)) {
            done = done.thenCompose(before -> call.apply(piece));
        }
        return done;
    }

    /** What all replicas told the store, by name, for {@link #all}. Empty if the store does not answer. */
    CompletableFuture<Map<String, Instant>> told() {
        return coordinator.uses(SwarmCoordinator.REGISTRY).exceptionally(failure -> Map.of());
    }

    /**
     * When each token was used last, by its id: here, or at another replica as it last told the store.
     *
     * @param told what the store was told
     */
    Map<String, Instant> all(Map<String, Instant> told) {
        Map<String, Instant> all = new HashMap<>();
        told.forEach((name, at) -> addNewest(all, name, at));
        uses.forEach((name, use) -> addNewest(all, name, Instant.ofEpochMilli(use.at)));
        return all;
    }

    private static void addNewest(Map<String, Instant> all, String name, Instant at) {
        all.merge(idOf(name), at, (one, other) -> one.isAfter(other) ? one : other);
    }
}
