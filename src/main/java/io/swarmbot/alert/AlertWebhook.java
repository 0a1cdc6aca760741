package io.swarmbot.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.wire.CloudEvents;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends each alert that this replica wrote to a webhook, as a CloudEvent, in the order in which they came. One that cannot
 * be delivered is tried again with growing pauses, and given up in the end; those behind it wait, up to a number.
 *
 * <p>An alert is sent at most once for each attempt to deliver it: the receiver knows repeats by {@code webhook-id}. What
 * waits when the process ends is not sent any more; it is in the log.
 *
 * <p>Thread-safety: observers offer, one thread of its own sends.
 */
@ApplicationScoped
class AlertWebhook {

    private static final Logger LOG = System.getLogger(AlertWebhook.class.getName());

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    private record Delivery(String id, byte[] body) {}

    private final WebhookConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final BlockingQueue<Delivery> queue;
    private final @Nullable WebhookSignature signature;
    private @Nullable Thread sender;

    AlertWebhook(WebhookConfig config, Clock clock, MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.queue = new ArrayBlockingQueue<>(config.queue());
        this.signature = config.secret().map(WebhookSignature::new).orElse(null);
    }

    void start(@Observes StartupEvent event) {
        config.url().ifPresent(url -> {
            HttpClient client =
                    HttpClient.newBuilder().connectTimeout(config.timeout()).build();
            sender = new Thread(() -> run(client, url), "alert-webhook");
            sender.setDaemon(true);
            sender.start();
        });
    }

    @PreDestroy
    void stop() {
        if (sender != null) {
            sender.interrupt();
        }
    }

    void raised(@Observes SwarmEvent.Alert alert) {
        if (config.url().isEmpty() || !alert.stamp().local()) {
            return;
        }
        String id = alert.stamp().swarm() + "/" + alert.stamp().cursor();
        if (!queue.offer(new Delivery(id, CloudEvents.of(alert)))) {
            count("dropped");
        }
    }

    private void run(HttpClient client, URI url) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Delivery delivery = queue.take();
                count(deliver(client, url, delivery) ? "delivered" : "failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean deliver(HttpClient client, URI url, Delivery delivery) throws InterruptedException {
        long pause = config.retryAfter().toMillis();
        String fault = "";
        for (int attempt = 1; attempt <= config.attempts(); attempt++) {
            if (attempt > 1) {
                // Half of it at random: replicas and services that failed together must not come back together.
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
                pause *= 2;
            }
            try {
                int status = client.send(request(url, delivery), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status / 100 == 2) {
                    return true;
                }
                fault = "status " + status;
                boolean isFinal = status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS;
                if (isFinal) {
                    break;
                }
            } catch (IOException e) {
                fault = e.toString();
            }
        }
        String last = fault;
        LOG.log(Level.WARNING, () -> "alert " + delivery.id() + " was not taken by the webhook: " + last);
        return false;
    }

    /** Signed anew each time: the time is part of it. */
    private HttpRequest request(URI url, Delivery delivery) {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(config.timeout())
                .header("Content-Type", "application/cloudevents+json")
                .header("webhook-id", delivery.id())
                .header("webhook-timestamp", Long.toString(seconds))
                .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()));
        if (signature != null) {
            request.header("webhook-signature", signature.of(delivery.id(), seconds, delivery.body()));
        }
        return request.build();
    }

    private void count(String outcome) {
        meters.counter("swarmbot.alert.webhook", "outcome", outcome).increment();
    }
}
