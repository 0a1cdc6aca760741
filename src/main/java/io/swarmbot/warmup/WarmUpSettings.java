package io.swarmbot.warmup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The warm-up before the service is ready. */
@ConfigMapping(prefix = "swarmbot.warm-up")
interface WarmUpSettings {

    /** Whether there is one. On in production; a native image has none, since there is nothing to compile. */
    @WithDefault("false")
    boolean enabled();

    /** How long it may keep the service from being ready; 0s for no warm-up. */
    @WithDefault("10s")
    Duration atMost();
}
