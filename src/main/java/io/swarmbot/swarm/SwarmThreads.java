package io.swarmbot.swarm;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;

/** The threads that swarms run on, apart from those that serve connections. */
@Qualifier
@Retention(RUNTIME)
public @interface SwarmThreads {}
