package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the process is about to end, and how many requests it is still answering. Then no stream opens any more, and
 * connections are not kept for another request.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class GoingAway {

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger sockets = new AtomicInteger();
    private volatile boolean isGoing;

    /** The process is about to end. */
    public void begin() {
        isGoing = true;
    }

    public boolean isBegun() {
        return isGoing;
    }

    /** How many requests have come and are not answered yet, event streams among them. */
    public int requests() {
        return requests.get();
    }

    /** How many WebSockets are open, also those whose client has not answered the closing handshake. */
    public int sockets() {
        return sockets.get();
    }

    /** A WebSocket has opened. {@link #closed} follows once. */
    public void opened() {
        sockets.incrementAndGet();
    }

    /** A WebSocket is gone. */
    public void closed() {
        sockets.decrementAndGet();
    }

    /** Counts a request until its exchange is over. */
    void count(Exchange exchange) {
        requests.incrementAndGet();
        exchange.whenOver(requests::decrementAndGet);
    }

    /** @throws Rejection {@code shutting_down} if the process is about to end */
    void requireStaying() {
        if (isGoing) {
            throw new Rejection(ErrorCode.SHUTTING_DOWN, "this replica stops; come back to another one");
        }
    }
}
