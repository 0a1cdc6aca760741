package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that belongs together runs one after another, though many threads could do it. */
class SerialTest {

    private static final int JOBS = 2_000;

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void workRunsInOrderAndOneAtATime() {
        Serial serial = new Serial(pool);
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int n = 0; n < JOBS; n++) {
            int job = n;
            serial.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                done.add(job);
                running.decrementAndGet();
            });
        }

        Patience.await().until(() -> done.size() == JOBS);
        assertThat(done).isEqualTo(IntStream.range(0, JOBS).boxed().toList());
        assertThat(most).hasValue(1);
    }

    @Test
    void workThatFailsDoesNotStopWhatFollows() {
        Serial serial = new Serial(pool);
        AtomicInteger done = new AtomicInteger();
        serial.execute(() -> {
            throw new IllegalStateException("as the test wants");
        });
        serial.execute(done::incrementAndGet);

        Patience.await().dontCatchUncaughtExceptions().until(() -> done.get() == 1);
    }
}
