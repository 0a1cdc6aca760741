package io.swarmbot.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The observers of integrators. */
@ConfigMapping(prefix = "swarmbot.observers")
interface ObserverConfig {

    /** How many threads one observer method has at most: for so many swarms it is called at a time. */
    @WithDefault("4")
    int threads();
}
