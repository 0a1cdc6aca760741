/**
 * Exercises the service before it is ready: it sends requests to the service's own routes, on a swarm that only it
 * knows and that is gone afterwards. Begin with {@link io.swarmbot.warmup.WarmUp}.
 */
@NullMarked
package io.swarmbot.warmup;

import org.jspecify.annotations.NullMarked;
