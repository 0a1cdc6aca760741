/** What swarms were at earlier cursors. It is read from the store; nothing of it is kept here. */
@NullMarked
package io.swarmbot.coordinator.past;

import org.jspecify.annotations.NullMarked;
