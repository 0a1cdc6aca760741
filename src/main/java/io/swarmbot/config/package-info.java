/**
 * Makes the beans that are not classes of the service itself: the store, the clock and the threads. Nothing depends on
 * it.
 */
@NullMarked
package io.swarmbot.config;

import org.jspecify.annotations.NullMarked;
