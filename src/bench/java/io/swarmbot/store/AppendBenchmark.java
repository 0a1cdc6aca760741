package io.swarmbot.store;

import io.swarmbot.store.memory.MemoryRetention;
import io.swarmbot.store.memory.MemoryStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one append to a log in memory costs, with so many entries. The stores on disk are {@code CommandThroughput}'s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AppendBenchmark {

    private static final String SWARM = "swarm1";

    @Param({"1", "100"})
    int entries;

    private final SwarmStore store =
            new MemoryStore(new MemoryRetention(100_000, 256 << 20, Optional.empty(), Clock.systemUTC()));
    private Cursor head = new Cursor("none", 0);
    private long batches;

    @Setup
    public void makeSwarm() {
        head = LogDriver.in(store, SWARM).head();
    }

    @Benchmark
    public AppendResult append() {
        Append batch = new Append("batch-" + batches++, head, LogEntries.after(head, entries, 200), List.of());
        head = batch.head();
        return LogDriver.join(store.append(SWARM, batch));
    }
}
