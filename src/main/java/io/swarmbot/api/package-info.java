/**
 * REST. {@link io.swarmbot.api.CommandRoute} takes the commands, each of which is a line of
 * {@link io.swarmbot.api.CommandPaths}. Resources of JAX-RS have the rest: reads, snapshots, the long poll, batches and
 * tokens; {@link io.swarmbot.api.ProblemMapper} makes each of their errors a problem+json.
 */
@NullMarked
package io.swarmbot.api;

import org.jspecify.annotations.NullMarked;
