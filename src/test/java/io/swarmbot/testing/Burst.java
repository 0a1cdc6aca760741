package io.swarmbot.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** The same work on many threads, all of which begin at the same moment. */
public final class Burst implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final int threads;
    private final ExecutorService pool;

    public Burst(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads);
    }

    /** Runs the work once on each thread, with the number of the thread, and returns the results. */
    public <T> List<T> run(IntFunction<T> work) {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<T>> running = new ArrayList<>();
        for (int n = 0; n < threads; n++) {
            int number = n;
            running.add(pool.submit(() -> {
                start.await();
                return work.apply(number);
            }));
        }
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> each : running) {
                results.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("work of a burst failed", e);
        }
        return results;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
