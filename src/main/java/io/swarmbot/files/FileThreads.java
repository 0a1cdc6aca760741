package io.swarmbot.files;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;

/** Marks the threads that wait for the store of files. */
@Qualifier
@Retention(RUNTIME)
@interface FileThreads {}
