package io.swarmbot.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The demo swarm. */
@ConfigMapping(prefix = "swarmbot.demo")
interface DemoConfig {

    /** Whether simulated agents work in the default swarm. On in dev mode only. */
    @WithDefault("false")
    boolean enabled();

    /** How often something happens. */
    @WithDefault("350ms")
    Duration pace();
}
