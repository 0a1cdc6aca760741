package io.swarmbot.observe;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.push.SmallLimits;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.GapReason;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An observer that is slower than the log is kept for. */
@QuarkusTest
@TestProfile(SmallLimits.class)
class LaggingObserverQuarkusTest {

    private static final String SWARM = "lagged";

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Lagging observer;

    @AfterEach
    void release() {
        observer.wakeUp.countDown();
    }

    @Test
    void observerThatLagsBeyondTheLogIsToldAndGoesOnBehindTheGap() {
        coordinator.create(SWARM).join();
        give(new RegisterAgent("agent1", null, null, List.of(), null));
        await().until(() -> observer.seen.size() == 1);
        Cursor head = null;
        for (int n = 0; n < SmallLimits.RETAINED + 500; n++) {
            head = change(n).cursor();
        }
        assertThat(observer.seen).hasSize(1);

        observer.wakeUp.countDown();

        await().untilAsserted(() -> assertThat(observer.gaps)
                .as("gaps of one who has seen " + observer.seen.size() + " events")
                .hasSize(1));
        EventGap gap = observer.gaps.element();
        assertThat(gap.reason()).isEqualTo(GapReason.EXPIRED);
        assertThat(gap.head()).isEqualTo(head);
        long next = change(-1).cursor().seq();
        await().until(() -> observer.seen.contains(next));
        assertThat(observer.seen).containsExactly(1L, next);
    }

    private Outcome.Committed change(int number) {
        return give(new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":" + number + "}")));
    }

    private Outcome.Committed give(Command command) {
        return coordinator.submit(SWARM, command).join();
    }

    /** Sleeps at its first event. */
    @Singleton
    static class Lagging {

        final ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<EventGap> gaps = new ConcurrentLinkedQueue<>();
        final CountDownLatch wakeUp = new CountDownLatch(1);

        void on(@Observes SwarmEvent event) throws InterruptedException {
            if (event.stamp().swarm().equals(SWARM)) {
                seen.add(event.stamp().seq());
                wakeUp.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }

        void missed(@Observes EventGap gap) {
            // On a slow machine the observers of other tests lag, too.
            if (gap.swarm().equals(SWARM) && gap.observer().equals(Lagging.class.getName())) {
                gaps.add(gap);
            }
        }
    }
}
