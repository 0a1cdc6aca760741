/** The store that keeps everything in memory: for tests, trials and comparisons with services that store nothing. */
@NullMarked
package io.swarmbot.store.memory;

import org.jspecify.annotations.NullMarked;
