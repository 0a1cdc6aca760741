package io.swarmbot.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The settings of answers to requests. */
@ConfigMapping(prefix = "swarmbot.answers")
public interface AnswerSettings {

    /**
     * How many bytes all answers together may hold until their clients have taken them. Without it: a quarter of the
     * heap, at most 256 MiB.
     */
    Optional<MemorySize> maxBytes();
}
