package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the pump without sockets, from the commit of a change until every watcher has it. The difference to the
 * result with one watcher is the price of the further ones.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PumpBenchmark {

    @Param({"1", "100", "1000"})
    int watchers;

    private PushHarness harness = new PushHarness();
    private volatile long writes;
    private long changes;

    @Setup(Level.Trial)
    public void open() {
        harness.register("agent1");
        for (int n = 0; n < watchers; n++) {
            harness.hub
                    .open(
                            PushHarness.SWARM,
                            PushHarness.fromHead(),
                            harness.hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER),
                            new CountingOutlet(),
                            harness.loop)
                    .join();
        }
        awaitWrites(watchers);
    }

    @TearDown(Level.Trial)
    public void close() {
        harness.close();
    }

    @Benchmark
    public void deliver() {
        long before = writes;
        harness.change("agent1", changes++);
        awaitWrites(before + watchers);
    }

    private void awaitWrites(long count) {
        while (writes < count) {
            Thread.onSpinWait();
        }
    }

    /** Takes everything at once. */
    private final class CountingOutlet implements Outlet {

        @Override
        public Framing framing() {
            return PumpBenchmark::frame;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // On the one event loop.
        public void write(ByteBuf bytes, Runnable whenTaken) {
            writes++;
            whenTaken.run();
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public boolean ping() {
            return false;
        }

        @Override
        public void flush() {
            // Nothing waits.
        }

        @Override
        public long lastHeard(long now) {
            return now;
        }

        @Override
        public void close(CloseReason reason) {
            throw new IllegalStateException("nobody ends it");
        }

        @Override
        public void reset() {
            throw new IllegalStateException("nobody cuts it off");
        }
    }

    private static ByteBuf frame(List<io.swarmbot.wire.Message> messages) {
        ByteBuf bytes = Framing.allocate(1024);
        messages.forEach(message -> bytes.writeBytes(message.json()));
        return bytes;
    }
}
