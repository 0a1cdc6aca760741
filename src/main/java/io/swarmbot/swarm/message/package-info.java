/** Messages to agents: what waits for whom. Knows no command, no event and no clock. */
@NullMarked
package io.swarmbot.swarm.message;

import org.jspecify.annotations.NullMarked;
