/** A swarm to look at before there is a real one. */
@NullMarked
package io.swarmbot.demo;

import org.jspecify.annotations.NullMarked;
