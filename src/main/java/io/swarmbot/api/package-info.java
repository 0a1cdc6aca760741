/**
 * REST: commands, snapshots and the long poll. {@link io.swarmbot.api.ProblemMapper} makes every error a problem+json.
 */
@NullMarked
package io.swarmbot.api;

import org.jspecify.annotations.NullMarked;
