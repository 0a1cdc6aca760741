package io.swarmbot.access.limit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.concurrent.Ticker;
import jakarta.inject.Singleton;

/**
 * What one caller may do in a time and have at a time.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class CallerLimits {

    private final CommandLimits commands;
    private final Places streams;
    private final Places waitingClaims;

    public CallerLimits(CommandLimits commands, LimitSettings settings, MeterRegistry meters) {
        LimitSettings.PerPrincipal principal = settings.perPrincipal();
        this.commands = commands;
        this.streams = new Places(
                "streams and polls of '%s' are open, the limit of swarmbot.limits.per-principal.streams",
                principal.streams(), Refused.counter(meters, "principal_streams"));
        this.waitingClaims = new Places(
                "claims of '%s' wait, the limit of swarmbot.limits.per-principal.waiting-claims",
                principal.waitingClaims(), Refused.counter(meters, "principal_claims"));
    }

    /** Limits that refuse nothing and count nowhere: those of the service itself. */
    public static CallerLimits none(Ticker ticker) {
        LimitSettings settings = new NoLimits();
        MeterRegistry nowhere = new SimpleMeterRegistry();
        return new CallerLimits(new CommandLimits(settings, ticker, nowhere), settings, nowhere);
    }

    public CommandLimits commands() {
        return commands;
    }

    /** Of the streams that are open and the polls that wait, by the names of their principals. */
    public Places streams() {
        return streams;
    }

    /** Of the claims that may wait, by the names of their principals. */
    public Places waitingClaims() {
        return waitingClaims;
    }
}
