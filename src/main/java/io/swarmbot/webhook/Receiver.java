package io.swarmbot.webhook;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Optional;

/** Whoever gets the requests of a webhook. Thread-safety: any thread. */
interface Receiver {

    /** The head of an answer. */
    record Answer(int status, Optional<String> retryAfter, Optional<String> location) {}

    /**
     * Sends the request and waits for its answer, for a limited time.
     *
     * @throws IOException if no head of an answer came in time
     */
    Answer send(HttpRequest request) throws IOException, InterruptedException;
}
