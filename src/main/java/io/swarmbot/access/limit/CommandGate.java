package io.swarmbot.access.limit;

import io.swarmbot.http.SafeMethods;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that give commands while their principal may give none, before they are read. If half of what may be
 * given at once is gone, answers to commands tell how many more there may be, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10 (of 2025). The quota is what may be given at once after a quiet time, and the
 * window is the time in which that flows in.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class CommandGate {

    private static final String NAME = "\"commands\"";

    private final CommandLimits limits;
    private final @Nullable String policy;

    public CommandGate(CommandLimits limits) {
        this.limits = limits;
        Buckets buckets = limits.principals();
        this.policy = buckets == null ? null : policyOf(buckets.rate());
    }

    private static String policyOf(Rate rate) {
        return NAME + ";q=" + rate.burst() + ";w=" + seconds(rate.burstNanos());
    }

    /**
     * Lets a request of a principal in, if it reads or if the principal may give a command.
     *
     * @throws Rejection {@code rate_limited}
     */
    public void enter(RoutingContext context, String principal) {
        Buckets buckets = limits.principals();
        if (buckets == null
                || policy == null
                || SafeMethods.contains(context.request().method())) {
            return;
        }
        context.addHeadersEndHandler(begun -> announce(context.response().headers(), policy, buckets, principal));
        limits.requireAny(principal);
    }

    private static void announce(MultiMap headers, String policy, Buckets buckets, String principal) {
        long left = buckets.tokens(principal);
        if (left > buckets.rate().burst() / 2) {
            return;
        }
        long nanos = left == 0 ? buckets.nanosUntilToken(principal) : buckets.nanosUntilFull(principal);
        headers.set("RateLimit-Policy", policy).set("RateLimit", NAME + ";r=" + left + ";t=" + seconds(nanos));
    }

    /** Whole seconds, rounded up, at least one. */
    private static long seconds(long nanos) {
        long perSecond = Duration.ofSeconds(1).toNanos();
        return Math.max(1, (nanos + perSecond - 1) / perSecond);
    }
}
