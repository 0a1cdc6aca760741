/**
 * A load on a running service, from a process of its own: {@link io.swarmbot.bench.load.LoadTool} opens streams,
 * publishes, and says what arrived, how late, and what did not.
 */
@NullMarked
package io.swarmbot.bench.load;

import org.jspecify.annotations.NullMarked;
