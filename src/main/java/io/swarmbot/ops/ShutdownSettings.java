package io.swarmbot.ops;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The settings of the end of the process. */
@ConfigMapping(prefix = "swarmbot.shutdown")
interface ShutdownSettings {

    /**
     * Within which time the streams are sent away before the process ends, one after another. Without it: 20 s in
     * production if other processes share the store; otherwise nobody could take the clients, and all are sent away at
     * once.
     */
    Optional<Duration> drain();
}
