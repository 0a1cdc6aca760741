/** Measurements within one process, each a program of its own: they say what they measured, and judge nothing. */
@NullMarked
package io.swarmbot.bench;

import org.jspecify.annotations.NullMarked;
