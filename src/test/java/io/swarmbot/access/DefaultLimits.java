package io.swarmbot.access;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.access.limit.CallerLimits;
import io.swarmbot.access.limit.CommandLimits;
import io.swarmbot.access.limit.LimitSettings;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.testing.Settings;

/** The limits of callers, as they are by default. */
final class DefaultLimits {

    private DefaultLimits() {}

    static CallerLimits limits() {
        LimitSettings settings = Settings.of(LimitSettings.class);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return new CallerLimits(new CommandLimits(settings, Ticker.system(), meters), settings, meters);
    }
}
