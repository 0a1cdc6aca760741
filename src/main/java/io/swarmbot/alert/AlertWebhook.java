package io.swarmbot.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.Backoff;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.wire.CloudEvents;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sends each alert that this replica wrote to a webhook, as a CloudEvent, in the order of the alerts. An alert that
 * cannot be delivered is tried again with growing pauses, and not before the receiver's {@code Retry-After}; in the end
 * it is given up. The alerts behind it wait; their number is bounded. What the receiver refuses for good, a redirect
 * among it, is not tried again.
 *
 * <p>An alert may arrive more than once: the receiver recognises repeats by {@code webhook-id}. Alerts that still wait
 * when the process ends are not sent any more; they are in the log.
 *
 * <p>Thread-safety: any thread may offer an alert; one thread of this class sends them.
 */
@ApplicationScoped
class AlertWebhook {

    private static final Logger LOG = System.getLogger(AlertWebhook.class.getName());

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

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
            requireHttp(url);
            WebhookCall call = new WebhookCall(config.timeout());
            sender = new NamedThreads("alert-webhook").newThread(() -> run(call, url));
            sender.start();
        });
    }

    private static void requireHttp(URI url) {
        boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!isHttp || url.getHost() == null) {
            throw new ConfigurationException(
                    "swarmbot.alerts.webhook.url is '" + url + "'; it must begin with http:// or https:// and a host");
        }
    }

    @PreDestroy
    void stop() {
        if (sender != null) {
            sender.interrupt();
        }
    }

    void raised(@Observes TaskEvent.Alert alert) {
        if (config.url().isEmpty() || !alert.stamp().local()) {
            return;
        }
        String id = alert.stamp().swarm() + "/" + alert.stamp().cursor();
        if (!queue.offer(new Delivery(id, CloudEvents.of(alert)))) {
            count("dropped");
        }
    }

    private void run(WebhookCall call, URI url) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Delivery delivery = queue.take();
                count(deliver(call, url, delivery) ? "delivered" : "failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean deliver(WebhookCall call, URI url, Delivery delivery) throws InterruptedException {
        Backoff backoff = new Backoff(config.retryAfter(), LONGEST_PAUSE);
        String fault = "";
        Duration asked = Duration.ZERO;
        for (int attempt = 1; attempt <= config.attempts(); attempt++) {
            if (attempt > 1) {
                Thread.sleep(Math.max(backoff.nextMillis(), asked.toMillis()));
            }
            asked = Duration.ZERO;
            try {
                WebhookCall.Answer answer = call.send(request(url, delivery));
                if (answer.status() / 100 == 2) {
                    return true;
                }
                fault = faultOf(answer);
                if (!mayBeTakenLater(answer.status())) {
                    break;
                }
                asked = pauseOf(answer);
            } catch (IOException e) {
                fault = e.toString();
            } catch (RuntimeException e) {
                // Whatever one alert does, the next ones are sent.
                fault = e.toString();
                break;
            }
        }
        String last = fault;
        LOG.log(Level.WARNING, () -> "alert " + delivery.id() + " was not taken by the webhook: " + last);
        return false;
    }

    private static boolean mayBeTakenLater(int status) {
        return status / 100 == 5 || status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY_REQUESTS;
    }

    private static String faultOf(WebhookCall.Answer answer) {
        return "status " + answer.status()
                + answer.location()
                        .filter(location -> answer.status() / 100 == 3)
                        .map(
                                location -> ", a redirect to " + location
                                        + ". Redirects are not followed: set swarmbot.alerts.webhook.url to the receiver itself")
                        .orElse("");
    }

    private Duration pauseOf(WebhookCall.Answer answer) {
        if (answer.status() != TOO_MANY_REQUESTS && answer.status() != UNAVAILABLE) {
            return Duration.ZERO;
        }
        return answer.retryAfter()
                .flatMap(value -> RetryAfter.of(value, clock.instant()))
                .orElse(Duration.ZERO);
    }

    /** Each attempt is signed anew, because the time is part of the signature. */
    private HttpRequest request(URI url, Delivery delivery) {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
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
