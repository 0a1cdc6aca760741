package io.swarmbot.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.swarmbot.concurrent.Backoff;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.SwarmStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The webhooks of a running process, with their threads.
 *
 * <p>The tail of the store says that a log moved. It may fail to say so, so if other replicas write, too, all logs are
 * looked at once a minute.
 *
 * <p>Thread-safety: any thread.
 */
final class SendingWebhooks implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SendingWebhooks.class.getName());

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /** Nobody else writes, so only the marks must not become old. */
    private static final Duration LOOK_ALONE_EVERY = Duration.ofHours(1);

    private static final Duration LAST_WRITES = Duration.ofSeconds(1);

    /** After which a thread without work ends. */
    private static final long IDLE_SECONDS = 10;

    private final SwarmStore store;
    private final boolean isAlone;
    private final List<WebhookSender> senders = new ArrayList<>();
    private final List<ThreadPoolExecutor> threads = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timer;
    private final ScheduledExecutorService keeping;
    private final RowKeeper keeper;
    /** Of the thread that keeps the rows. */
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private SwarmStore.Tail tail = () -> {};

    /** @param owner a name that no other process has, nor this one after a restart */
    SendingWebhooks(
            List<Webhook> webhooks, SwarmStore store, Clock clock, Ticker ticker, MeterRegistry meters, String owner) {
        this(webhooks, store, clock, ticker, meters, owner, webhook -> new WebhookCall(webhook.timeout()));
    }

    /** @param receivers gives each webhook its receiver */
    SendingWebhooks(
            List<Webhook> webhooks,
            SwarmStore store,
            Clock clock,
            Ticker ticker,
            MeterRegistry meters,
            String owner,
            Function<Webhook, Receiver> receivers) {
        this.store = store;
        this.isAlone = store.shared().isEmpty();
        timer = new ScheduledThreadPoolExecutor(
                1, new NamedThreads("webhook-timer"), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        keeping = Executors.newSingleThreadScheduledExecutor(new NamedThreads("webhook-rows"));
        DeliveryContext context = new DeliveryContext(store, clock, ticker, timer, owner);
        for (Webhook webhook : webhooks) {
            ThreadPoolExecutor own = new ThreadPoolExecutor(
                    Webhook.CONCURRENCY,
                    Webhook.CONCURRENCY,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    // One entry for each swarm at most.
                    new LinkedBlockingQueue<>(),
                    new NamedThreads("webhook-" + webhook.name()),
                    // Only a service that ends refuses work.
                    new ThreadPoolExecutor.DiscardPolicy());
            own.allowCoreThreadTimeOut(true);
            threads.add(own);
            senders.add(new WebhookSender(
                    webhook, receivers.apply(webhook), new WebhookMetrics(meters, webhook.name()), context, own));
        }
        keeper = new RowKeeper(store, clock, senders);
    }

    void start() {
        tail = store.tail((swarm, head) -> {
            if (head != null) {
                hear(swarm, false);
            }
        });
        keeping.execute(this::keep);
    }

    /** Completes when every webhook has a row in each log that it wants. */
    CompletableFuture<Void> begun() {
        return begun;
    }

    /** @param isLocal whether this replica wrote */
    void hear(String swarm, boolean isLocal) {
        senders.forEach(sender -> sender.hear(swarm, isLocal || isAlone));
    }

    private void keep() {
        Duration pause = isAlone ? LOOK_ALONE_EVERY : LOOK_EVERY;
        try {
            keeper.pass();
            backoff.reset();
            begun.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            pause = Duration.ofMillis(backoff.nextMillis());
            LOG.log(Level.WARNING, () -> "the webhooks wait for the store: " + e);
        }
        keeping.schedule(this::keep, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends all requests, and lets other replicas go on at once. Takes two seconds at the most. */
    @Override
    public void close() {
        tail.close();
        keeping.shutdownNow();
        threads.forEach(ThreadPoolExecutor::shutdownNow);
        try {
            long end = System.nanoTime() + LAST_WRITES.toNanos();
            for (ThreadPoolExecutor each : threads) {
                each.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            List<CompletableFuture<Boolean>> releases = new ArrayList<>();
            senders.forEach(sender -> releases.addAll(sender.release()));
            CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new))
                    .get(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The holds end by themselves.
            LOG.log(Level.DEBUG, "some rows are not released", e);
        }
        timer.shutdownNow();
    }
}
