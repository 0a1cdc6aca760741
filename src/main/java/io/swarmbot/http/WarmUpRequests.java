package io.swarmbot.http;

import io.swarmbot.concurrent.Ticker;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the requests that the service sends to itself before it is ready from those of clients. Its own name a swarm in
 * their path whose name is a secret of this process, so that nobody else can send one.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class WarmUpRequests {

    /** For so long after a request of a client came, or was answered, the warm-up sends none. */
    static final Duration QUIET = Duration.ofMillis(50);

    private static final String HEALTH = "/q/health";

    private final Ticker ticker;
    /** The name of the swarm; null if no warm-up is under way. Written by the warm-up. */
    private volatile @Nullable String swarm;
    /** When something was heard of the last request of a client. Written by event loops. */
    private volatile long lastOther;

    public WarmUpRequests(Ticker ticker) {
        this.ticker = ticker;
    }

    /** @param secret the name of a swarm that nobody else knows */
    public void begin(String secret) {
        lastOther = ticker.nanos() - QUIET.toNanos();
        swarm = secret;
    }

    /** From now on every request is one of a client. */
    public void end() {
        swarm = null;
    }

    /** Whether the service itself sends this request. */
    public boolean contain(HttpServerRequest request) {
        String secret = swarm;
        return secret != null && request.path() != null && request.path().contains(secret);
    }

    /** The name of the swarm of the warm-up, which is under way. */
    public String swarm() {
        return Objects.requireNonNull(swarm, "no warm-up is under way");
    }

    /** Lets a request of a client go first. Health checks are no clients: they come again and again. */
    public void giveWayTo(RoutingContext context) {
        if (swarm != null && !context.normalizedPath().startsWith(HEALTH)) {
            lastOther = ticker.nanos();
            context.addEndHandler(ended -> lastOther = ticker.nanos());
        }
    }

    /** Whether the warm-up may send its next request. */
    public boolean mayGoOn() {
        return ticker.nanos() - lastOther >= QUIET.toNanos();
    }
}
