/**
 * The files that a swarm shares: what is known of them. Their bytes are elsewhere. Knows no command, no event and no
 * clock.
 */
@NullMarked
package io.swarmbot.swarm.file;

import org.jspecify.annotations.NullMarked;
