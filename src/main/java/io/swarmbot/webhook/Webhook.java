package io.swarmbot.webhook;

import io.swarmbot.grant.NamePattern;
import io.swarmbot.store.LogEntry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where some events are sent.
 *
 * @param urlKey the setting that has the URL
 * @param types the wire names of the types that are sent; empty for all
 * @param swarms the swarms whose events are sent
 * @param signature null if requests are not signed
 * @param timeout how long one request may take
 * @param retryAfter the longest pause before the second attempt
 * @param attempts how often one event is tried before it is given up; 0 if it is never given up
 */
record Webhook(
        String name,
        String urlKey,
        URI url,
        Set<String> types,
        List<NamePattern> swarms,
        @Nullable WebhookSignature signature,
        Duration timeout,
        Duration retryAfter,
        int attempts) {

    /** The webhook that was there before the others, and has settings of its own. */
    static final String ALERTS = "alerts";

    /** How many requests of one webhook are under way at a time, each for another swarm. */
    static final int CONCURRENCY = 4;

    /** The longest pause before an event is tried again. */
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(10);

    Webhook {
        types = Set.copyOf(types);
        swarms = List.copyOf(swarms);
    }

    /** Like the filter of a stream: an event that cannot be read may be of any type. */
    boolean wants(LogEntry entry) {
        return types.isEmpty() || types.contains(entry.type()) || entry.isUnreadable();
    }

    boolean wantsSwarm(String swarm) {
        return swarms.stream().anyMatch(pattern -> pattern.matches(swarm));
    }

    /** For how long a replica takes a row: a request that begins in the first half is over before the end. */
    Duration hold() {
        Duration twice = timeout.multipliedBy(2);
        return twice.compareTo(SHORTEST_HOLD) > 0 ? twice : SHORTEST_HOLD;
    }
}
