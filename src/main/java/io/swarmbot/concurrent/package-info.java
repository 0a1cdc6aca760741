/**
 * Time, threads and failed stages, for every package that has to do with them. The packages that decide ({@code swarm},
 * {@code command}) and the store's interfaces do without it.
 */
@NullMarked
package io.swarmbot.concurrent;

import org.jspecify.annotations.NullMarked;
