/**
 * Counts that a state keeps, so that a question costs as much as there are different kinds of work or of agents, not as
 * much as there are tasks and agents. They know names and times, and neither tasks nor agents.
 */
@NullMarked
package io.swarmbot.swarm.index;

import org.jspecify.annotations.NullMarked;
