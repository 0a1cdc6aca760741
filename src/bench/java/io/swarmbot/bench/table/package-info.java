/**
 * The table of figures for the page of performance: {@link io.swarmbot.bench.table.PerformanceTable} starts the
 * packaged service and its peers in turn, puts loads on them, and prints what it measured, beside what it is compared
 * with. It needs Linux; what else it wants and does not find is said in the table.
 *
 * <p>Each row of the table is a {@link io.swarmbot.bench.table.Row} in the package {@code row}: it names its
 * {@link io.swarmbot.bench.table.Side}s, each of them a {@link io.swarmbot.bench.table.Server} and what is measured
 * there. A {@link io.swarmbot.bench.table.Turn} is one measurement of one side. {@link io.swarmbot.bench.table.Fanout}
 * is the load client, {@code src/bench/peers/fanout.c}.
 */
@NullMarked
package io.swarmbot.bench.table;

import org.jspecify.annotations.NullMarked;
