/**
 * The language in which people and programs say which tasks they mean: {@code status:failed type:index waiting>5m}.
 *
 * <p>{@link io.swarmbot.swarm.query.TaskFilter} is a query that was read. It holds
 * {@link io.swarmbot.swarm.query.Condition conditions}, and {@code QueryReader} makes them of the text. The page has
 * the same language in {@code app/query.js}.
 */
@NullMarked
package io.swarmbot.swarm.query;

import org.jspecify.annotations.NullMarked;
