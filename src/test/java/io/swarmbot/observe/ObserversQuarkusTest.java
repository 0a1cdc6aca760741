package io.swarmbot.observe;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.swarm.AgentEvent.AgentStatusChanged;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.testing.Patience;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code of integrators that observes events: in order, and harmless to everybody else. */
@QuarkusTest
class ObserversQuarkusTest {

    private static final String SWARM = "observed";
    private static final int CHANGES = 300;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Observers observers;

    @AfterEach
    void release() {
        observers.wakeUp.countDown();
    }

    @Test
    void observersSeeEveryEventInOrderAlthoughOthersThrowAndSleep() {
        coordinator.create(SWARM).join();
        give(new RegisterAgent("agent1", null, null, List.of(), null));

        Outcome.Committed last = give(new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":0}")));
        for (int n = 1; n < CHANGES; n++) {
            last = give(new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":" + n + "}")));
        }

        long head = last.cursor().seq();
        await().until(() -> observers.all.size() == head);
        assertThat(observers.all)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, head).boxed().toList());
        await().until(() -> observers.changes.size() == CHANGES);
        assertThat(observers.thrown).hasSize((int) head);
        assertThat(observers.slept)
                .as("the sleeping one is still at its first event")
                .hasSize(1);

        observers.wakeUp.countDown();
        await().until(() -> observers.slept.size() == head);
        assertThat(observers.slept).containsExactlyElementsOf(observers.all);
    }

    private Outcome.Committed give(io.swarmbot.command.Command command) {
        return coordinator.submit(SWARM, command).join();
    }

    /** Integrators, some of them bad. A singleton, so that the test reads the fields themselves, not a proxy's. */
    @Singleton
    static class Observers {

        final ConcurrentLinkedQueue<Long> all = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Long> changes = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Long> thrown = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Long> slept = new ConcurrentLinkedQueue<>();
        final CountDownLatch wakeUp = new CountDownLatch(1);

        void all(@Observes SwarmEvent event) {
            note(all, event);
        }

        void changes(@Observes AgentStatusChanged event) {
            note(changes, event);
        }

        void bad(@Observes SwarmEvent event) {
            note(thrown, event);
            if (event.stamp().swarm().equals(SWARM)) {
                throw new IllegalStateException("on purpose");
            }
        }

        void slow(@Observes SwarmEvent event) throws InterruptedException {
            note(slept, event);
            if (event.stamp().swarm().equals(SWARM)) {
                wakeUp.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }

        private static void note(ConcurrentLinkedQueue<Long> seen, SwarmEvent event) {
            if (event.stamp().swarm().equals(SWARM)) {
                seen.add(event.stamp().seq());
            }
        }
    }
}
