/** Lets time pass for the swarms. */
@NullMarked
package io.swarmbot.liveness;

import org.jspecify.annotations.NullMarked;
