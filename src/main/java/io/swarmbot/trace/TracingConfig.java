package io.swarmbot.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Spans of tasks. Nothing is traced unless there is an endpoint. */
@ConfigMapping(prefix = "swarmbot.tracing")
interface TracingConfig {

    /** Where a collector takes OTLP over HTTP, such as {@code http://collector:4318/v1/traces}. */
    Optional<URI> endpoint();

    /** The header {@code Authorization} that the collector wants, such as {@code Bearer ...}. It is a secret. */
    Optional<String> authorization();

    /** How many tasks are traced at a time. If there are more, the one that was submitted first is left out. */
    @WithDefault("10000")
    int maxTasks();
}
