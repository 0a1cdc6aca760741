package io.swarmbot.coordinator;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.swarmbot.concurrent.Backoff;
import io.swarmbot.store.SwarmStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the service does at regular intervals for all swarms: it sweeps them, and it looks at the store once a second;
 * twice if other replicas write to it, too, so that a swarm that is up to date is known to be so for less than a
 * second. After a look that failed it looks again soon, with growing pauses, until the store answers: so an outage is
 * noticed about 300 ms after the first look that failed, and its end within 2 s.
 *
 * <p>Thread-safety: any thread.
 */
// Public, with its methods: in an application that embeds this jar, the generated caller has another class loader.
@ApplicationScoped
public class PeriodicWork {

    private static final long HALF_A_SECOND = 500;

    private final SwarmCoordinator coordinator;
    private final SwarmStore store;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean isLooking = new AtomicBoolean();
    /** Of the look that is under way. */
    private final Backoff backoff = new Backoff();

    public PeriodicWork(SwarmCoordinator coordinator, SwarmStore store, @SwarmThreads ScheduledExecutorService timer) {
        this.coordinator = coordinator;
        this.store = store;
        this.timer = timer;
    }

    @Scheduled(every = "${swarmbot.agents.sweep-every:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    public void sweep() {
        coordinator.sweep();
    }

    @Scheduled(every = "1s")
    public void look() {
        beginLook();
        if (store.shared().isPresent()) {
            timer.schedule(this::beginLook, HALF_A_SECOND, TimeUnit.MILLISECONDS);
        }
    }

    private void beginLook() {
        if (isLooking.compareAndSet(false, true)) {
            lookUntilItAnswers();
        }
    }

    private void lookUntilItAnswers() {
        coordinator.lookAtStore().whenComplete((answered, failure) -> {
            if (failure == null && !answered) {
                timer.schedule(this::lookUntilItAnswers, backoff.nextMillis(), TimeUnit.MILLISECONDS);
            } else {
                backoff.reset();
                isLooking.set(false);
            }
        });
    }
}
