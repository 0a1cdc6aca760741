package io.swarmbot.access.limit;

import java.time.Duration;

/** Settings that limit nobody. Thread-safety: immutable. */
final class NoLimits
        implements LimitSettings, LimitSettings.PerPrincipal, LimitSettings.PerAddress, LimitSettings.PerSwarm {

    @Override
    public PerPrincipal perPrincipal() {
        return this;
    }

    @Override
    public PerAddress perAddress() {
        return this;
    }

    @Override
    public PerSwarm perSwarm() {
        return this;
    }

    @Override
    public double commandsPerSecond() {
        return 0;
    }

    @Override
    public int commandBurst() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int streams() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int waitingClaims() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int connections() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int failedLogins() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Duration failedLoginPause() {
        return Duration.ZERO;
    }

    @Override
    public Duration failedLoginPauseAtMost() {
        return Duration.ZERO;
    }
}
