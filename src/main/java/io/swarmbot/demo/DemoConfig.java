package io.swarmbot.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The simulated agents. */
@ConfigMapping(prefix = "swarmbot.demo")
public interface DemoConfig {

    /** Whether simulated agents work in the swarm {@value DemoSwarm#NAME}. On in dev mode only. */
    @WithDefault("false")
    boolean enabled();

    /** How often something happens, on average; what falls into one second happens together. */
    @WithDefault("350ms")
    Duration pace();
}
