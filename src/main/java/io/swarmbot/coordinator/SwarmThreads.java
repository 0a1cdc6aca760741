package io.swarmbot.coordinator;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;

/** Marks the threads that swarms run on. They are not those that serve connections. */
@Qualifier
@Retention(RUNTIME)
public @interface SwarmThreads {}
