/** What an agent is told in the answers to its commands, besides what it asked for. */
@NullMarked
package io.swarmbot.coordinator.due;

import org.jspecify.annotations.NullMarked;
