package io.swarmbot.webhook;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one webhook. Each swarm that has something for it has a {@link Delivery}; the others cost nothing. A few
 * threads of its own run their steps in turn. So a receiver that is slow keeps only its own webhook waiting, and what
 * waits is one entry for each swarm.
 *
 * <p>Thread-safety: any thread.
 */
final class WebhookSender implements Turn.Keeper {

    private static final Logger LOG = System.getLogger(WebhookSender.class.getName());

    /**
     * The replica that wrote an event is the first to take the row. The others look after this, and up to twice this.
     */
    private static final Duration OTHERS_PAUSE = Duration.ofSeconds(1);

    private final Webhook webhook;
    private final Post post;
    private final WebhookMetrics metrics;
    private final DeliveryContext context;
    private final Executor threads;
    private final ConcurrentHashMap<String, Turn> turns = new ConcurrentHashMap<>();
    private volatile boolean hasBegun;
    private volatile boolean isEnded;

    /** @param threads run steps, which block */
    WebhookSender(
            Webhook webhook, Receiver receiver, WebhookMetrics metrics, DeliveryContext context, Executor threads) {
        this.webhook = webhook;
        this.post = new Post(webhook, receiver, context.clock());
        this.metrics = metrics;
        this.context = context;
        this.threads = threads;
        metrics.watch(this);
    }

    Webhook webhook() {
        return webhook;
    }

    Post post() {
        return post;
    }

    WebhookMetrics metrics() {
        return metrics;
    }

    /** Whether every swarm that is older than the webhook has a row. */
    boolean hasBegun() {
        return hasBegun;
    }

    void begin() {
        hasBegun = true;
    }

    /** Whether the receiver wants no more. */
    boolean isEnded() {
        return isEnded;
    }

    /** The receiver answered 410. Nothing more is sent by this process. */
    void end(String id) {
        if (!isEnded) {
            isEnded = true;
            metrics.gone();
            LOG.log(
                    Level.WARNING,
                    () -> "webhook " + webhook.name() + " answered 410 (gone) to " + id
                            + ": nothing more is sent to it until this process is started again");
        }
    }

    /**
     * The log of that swarm moved.
     *
     * @param isLocal whether this replica wrote, or no other one could
     */
    void hear(String swarm, boolean isLocal) {
        if (isEnded || !webhook.wantsSwarm(swarm)) {
            return;
        }
        Duration pause = isLocal
                ? Duration.ZERO
                : OTHERS_PAUSE.plusMillis(ThreadLocalRandom.current().nextLong(OTHERS_PAUSE.toMillis()));
        // Within the map's step, so that no turn is removed meanwhile.
        turns.compute(swarm, (name, known) -> {
            Turn turn = known == null
                    ? new Turn(new Delivery(swarm, this, context), threads, context.timer(), this)
                    : known;
            turn.hear(pause);
            return turn;
        });
    }

    @Override
    public void removeIf(Turn turn, BooleanSupplier isQuiet) {
        turns.computeIfPresent(
                turn.delivery().swarm(), (name, known) -> known == turn && isQuiet.getAsBoolean() ? removed() : known);
    }

    private static @Nullable Turn removed() {
        return null;
    }

    /** Lets other replicas go on at once. Call it when no step runs any more. */
    List<CompletableFuture<Boolean>> release() {
        List<CompletableFuture<Boolean>> releases = new ArrayList<>();
        turns.values().forEach(turn -> releases.add(turn.delivery().release()));
        return releases;
    }

    /** How many swarms have something in memory. */
    int active() {
        return turns.size();
    }

    /** How many entries of its log the swarm that lags most has not been looked at. */
    long lag() {
        return turns.values().stream()
                .mapToLong(turn -> turn.delivery().lag())
                .max()
                .orElse(0);
    }

    /** In how many swarms an event waits for its next try. */
    long retrying() {
        return turns.values().stream()
                .filter(turn -> turn.delivery().isRetrying())
                .count();
    }
}
