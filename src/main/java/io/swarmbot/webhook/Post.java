package io.swarmbot.webhook;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;

/**
 * Posts to the receiver of one webhook, signed, and judges its answers.
 *
 * <p>Thread-safety: any thread; {@link #send} blocks for as long as one request may take.
 */
final class Post {

    /** What became of a request. */
    enum Outcome {
        TAKEN,
        /** It may be taken later. */
        NOT_NOW,
        /** The receiver says that it will not take this one. */
        REFUSED,
        /** The receiver says that it will take no more. */
        GONE
    }

    /**
     * @param fault what the receiver did, if it did not take it
     * @param pause the pause that the receiver asked for
     */
    record Verdict(Outcome outcome, String fault, Duration pause) {

        private Verdict(Outcome outcome, String fault) {
            this(outcome, fault, Duration.ZERO);
        }
    }

    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final Webhook webhook;
    private final Receiver receiver;
    private final Clock clock;

    Post(Webhook webhook, Receiver receiver, Clock clock) {
        this.webhook = webhook;
        this.receiver = receiver;
        this.clock = clock;
    }

    /** @param id the same each time this body is sent */
    Verdict send(String id, byte[] body) throws InterruptedException {
        try {
            return judge(receiver.send(request(id, body)));
        } catch (IOException e) {
            return new Verdict(Outcome.NOT_NOW, e.toString());
        } catch (RuntimeException e) {
            // Whatever one event does, the next ones are sent.
            return new Verdict(Outcome.REFUSED, e.toString());
        }
    }

    /** Each attempt is signed anew, because the time is part of the signature. */
    private HttpRequest request(String id, byte[] body) {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.url())
                .header("Content-Type", "application/cloudevents+json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(seconds))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        WebhookSignature signature = webhook.signature();
        if (signature != null) {
            request.header("webhook-signature", signature.of(id, seconds, body));
        }
        return request.build();
    }

    private Verdict judge(Receiver.Answer answer) {
        int status = answer.status();
        String fault = "status " + status;
        if (status / 100 == 2) {
            return new Verdict(Outcome.TAKEN, "");
        }
        if (status == GONE) {
            return new Verdict(Outcome.GONE, fault);
        }
        if (status / 100 == 5 || status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY_REQUESTS) {
            return new Verdict(Outcome.NOT_NOW, fault, pauseOf(answer));
        }
        if (status / 100 == 3 && answer.location().isPresent()) {
            fault += ", a redirect to " + answer.location().get() + ". Redirects are not followed: set "
                    + webhook.urlKey() + " to the receiver itself";
        }
        return new Verdict(Outcome.REFUSED, fault);
    }

    private Duration pauseOf(Receiver.Answer answer) {
        if (answer.status() != TOO_MANY_REQUESTS && answer.status() != UNAVAILABLE) {
            return Duration.ZERO;
        }
        return answer.retryAfter()
                .flatMap(value -> RetryAfter.of(value, clock.instant()))
                .orElse(Duration.ZERO);
    }
}
