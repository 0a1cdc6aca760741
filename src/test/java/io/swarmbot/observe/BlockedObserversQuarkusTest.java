package io.swarmbot.observe;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.testing.Patience;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Observers that block take no more threads than their own. */
@QuarkusTest
class BlockedObserversQuarkusTest {

    private static final String PREFIX = "blocked-";
    /** The default of {@code swarmbot.observers.threads}. */
    private static final int THREADS = 4;

    private static final int SWARMS = 10 * THREADS;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Blocking observers;

    @AfterEach
    void release() {
        observers.wakeUp.countDown();
    }

    @Test
    void blockedObserverHoldsUpNoOtherObserver() {
        for (int n = 0; n < SWARMS; n++) {
            coordinator.create(PREFIX + n).join();
            coordinator
                    .submit(PREFIX + n, new RegisterAgent("agent1", null, null, List.of(), null))
                    .join();
        }

        await().until(() -> observers.awake.size() == SWARMS);
        await().until(() -> observers.blocked.size() == THREADS);
        assertThat(threads()).isLessThanOrEqualTo(2 * THREADS);

        observers.wakeUp.countDown();

        await().until(() -> observers.blocked.size() == SWARMS);
        assertThat(observers.mostAtOnce).hasValue(THREADS);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("observer-Blocking"))
                .count();
    }

    /** One observer that blocks, and one that does not. */
    @Singleton
    static class Blocking {

        final Set<String> blocked = ConcurrentHashMap.newKeySet();
        final Set<String> awake = ConcurrentHashMap.newKeySet();
        final CountDownLatch wakeUp = new CountDownLatch(1);
        final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();

        void block(@Observes SwarmEvent event) throws InterruptedException {
            if (event.stamp().swarm().startsWith(PREFIX)) {
                mostAtOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
                blocked.add(event.stamp().swarm());
                wakeUp.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                inside.decrementAndGet();
            }
        }

        void stayAwake(@Observes SwarmEvent event) {
            if (event.stamp().swarm().startsWith(PREFIX)) {
                awake.add(event.stamp().swarm());
            }
        }
    }
}
