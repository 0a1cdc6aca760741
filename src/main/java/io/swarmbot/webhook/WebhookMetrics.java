package io.swarmbot.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts what became of the events of one webhook. Thread-safety: any thread. */
final class WebhookMetrics {

    private final MeterRegistry meters;
    private final String webhook;

    WebhookMetrics(MeterRegistry meters, String webhook) {
        this.meters = meters;
        this.webhook = webhook;
    }

    void watch(WebhookSender sender) {
        Tags tags = Tags.of("webhook", webhook);
        meters.gauge("swarmbot.webhook.lag", tags, sender, WebhookSender::lag);
        meters.gauge("swarmbot.webhook.retrying", tags, sender, WebhookSender::retrying);
    }

    void delivered() {
        count("delivered");
    }

    /** One event was given up. */
    void failed() {
        count("failed");
    }

    /** A try failed, and there will be another one. */
    void retried() {
        count("retried");
    }

    /** The receiver wants no more. */
    void gone() {
        count("gone");
    }

    private void count(String outcome) {
        meters.counter("swarmbot.webhook", "webhook", webhook, "outcome", outcome)
                .increment();
        if (webhook.equals(Webhook.ALERTS)) {
            // Its name from before there were other webhooks.
            meters.counter("swarmbot.alert.webhook", "outcome", outcome).increment();
        }
    }
}
