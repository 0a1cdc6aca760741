/** Reads the configuration and makes the beans that the framework-free packages are built from. Nothing depends on it. */
@NullMarked
package io.swarmbot.config;

import org.jspecify.annotations.NullMarked;
