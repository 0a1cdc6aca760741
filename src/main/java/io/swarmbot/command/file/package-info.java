/** What files may be called, and how many of them a swarm may have. */
@NullMarked
package io.swarmbot.command.file;

import org.jspecify.annotations.NullMarked;
