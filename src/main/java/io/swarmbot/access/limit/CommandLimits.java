package io.swarmbot.access.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many commands a second a principal may give, and a swarm is given.
 *
 * <p>Thread-safety: any thread. A command that is not refused costs no allocation.
 */
@Singleton
public class CommandLimits {

    private static final String PRINCIPALS = "swarmbot.limits.per-principal.commands-per-second";
    private static final String SWARMS = "swarmbot.limits.per-swarm.commands-per-second";

    /** So many refusals of a principal are answered at once, and so many more with each second. */
    static final int REFUSALS_AT_ONCE = 100;

    /** A client that obeys {@code Retry-After} waits as long before it asks again. */
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private final @Nullable Buckets principals;
    private final @Nullable Buckets swarms;
    private final Buckets refusals;
    private final Counter refusedOfPrincipal;
    private final Counter refusedOfSwarm;

    public CommandLimits(LimitSettings settings, Ticker ticker, MeterRegistry meters) {
        LimitSettings.PerPrincipal principal = settings.perPrincipal();
        LimitSettings.PerSwarm swarm = settings.perSwarm();
        this.principals = buckets(PRINCIPALS, principal.commandsPerSecond(), principal.commandBurst(), ticker);
        this.swarms = buckets(SWARMS, swarm.commandsPerSecond(), swarm.commandBurst(), ticker);
        this.refusals = new Buckets(ticker, Rate.of(PRINCIPALS, REFUSALS_AT_ONCE, REFUSALS_AT_ONCE));
        this.refusedOfPrincipal = Refused.counter(meters, "principal_commands");
        this.refusedOfSwarm = Refused.counter(meters, "swarm_commands");
    }

    private static @Nullable Buckets buckets(String key, double perSecond, int burst, Ticker ticker) {
        return perSecond == 0 ? null : new Buckets(ticker, Rate.of(key, perSecond, burst));
    }

    /** Whether what a swarm is given has a limit, whoever gives it. */
    public boolean areForSwarms() {
        return swarms != null;
    }

    /**
     * Counts a command of a principal to a swarm.
     *
     * @throws Rejection {@code rate_limited} if it is one too many; then it counts for nothing
     */
    public void take(String principal, String swarm) {
        if (principals != null) {
            long nanos = principals.take(principal);
            if (nanos > 0) {
                throw tooManyOf(principal, nanos);
            }
        }
        take(swarm);
    }

    /**
     * Counts a command of somebody without a login to a swarm.
     *
     * @throws Rejection {@code rate_limited} if it is one too many; then it counts for nothing
     */
    public void take(String swarm) {
        if (swarms != null) {
            long nanos = swarms.take(swarm);
            if (nanos > 0) {
                refusedOfSwarm.increment();
                throw tooMany("swarm '" + swarm + "' is given too many commands a second", nanos);
            }
        }
    }

    /**
     * Requires that the principal may give a command now, and counts none. It spares reading what will be refused.
     *
     * @throws Rejection {@code rate_limited}
     */
    void requireAny(String principal) {
        long nanos = principals == null ? 0 : principals.nanosUntilToken(principal);
        if (nanos > 0) {
            throw tooManyOf(principal, nanos);
        }
    }

    /**
     * How long the answer to a request is held back that was refused with {@code rate_limited}. A client that goes on
     * without a pause then fills its own connections, and not the processor.
     *
     * @return zero unless the principal has had many refusals within a second
     */
    public Duration holdRefusal(String principal) {
        return refusals.take(principal) == 0 ? Duration.ZERO : HELD_BACK;
    }

    /** The buckets of the principals; null if they have no limit. */
    @Nullable
    Buckets principals() {
        return principals;
    }

    private Rejection tooManyOf(String principal, long nanos) {
        refusedOfPrincipal.increment();
        return tooMany("'" + principal + "' gives too many commands a second", nanos);
    }

    private static Rejection tooMany(String what, long nanos) {
        return new Rejection(ErrorCode.RATE_LIMITED, what, Duration.ofNanos(nanos));
    }
}
