package io.swarmbot.coordinator;

import io.swarmbot.swarm.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the swarms that nobody here uses: into each once after the start, and later into those whose log moved
 * while they were not loaded. A few are read at a time, so it holds nobody up; what cannot be read is tried again at
 * the next turn.
 *
 * <p>Thread-safety: any thread; one turn follows another.
 */
final class SwarmSurvey {

    /** How many swarms are read at a time. */
    private static final int AT_ONCE = 4;

    private final SwarmContext context;
    private final SwarmRegistry registry;
    private final AtomicBoolean isListing = new AtomicBoolean();
    /** Whether the swarms that there were at the start are known. */
    private volatile boolean isListed;

    private final ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger beingRead = new AtomicInteger();
    /**
     * Calls of {@link #readOn} that are to be carried out. The thread that raises it from 0 carries all of them out.
     */
    private final AtomicInteger calls = new AtomicInteger();

    SwarmSurvey(SwarmContext context, SwarmRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    /** Goes on. To be called at regular intervals while the store answers. */
    void turn() {
        if (!isListed && isListing.compareAndSet(false, true)) {
            context.answered("", context.store().swarms()).whenComplete((names, failure) -> {
                if (failure == null) {
                    names.stream().filter(name -> !RegistryLog.is(name)).forEach(queue::add);
                    isListed = true;
                    readOn();
                }
                isListing.set(false);
            });
        }
        queue.addAll(registry.takeNeglected());
        readOn();
    }

    private void readOn() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        do {
            while (beingRead.get() < AT_ONCE) {
                String name = queue.poll();
                if (name == null) {
                    break;
                }
                beingRead.incrementAndGet();
                readNext(name);
            }
        } while (calls.decrementAndGet() != 0);
    }

    private void readNext(String name) {
        read(name).whenComplete((runner, failure) -> {
            if (isWorthAnotherTry(failure)) {
                registry.neglect(name);
            }
            beingRead.decrementAndGet();
            readOn();
        });
    }

    private static boolean isWorthAnotherTry(@Nullable Throwable failure) {
        return Rejections.in(failure)
                .filter(rejection -> rejection.code() == ErrorCode.STORE_UNAVAILABLE)
                .isPresent();
    }

    /**
     * Loads the swarm. If nothing was known of it, nobody uses it and nothing is due in it, it is unloaded at once and
     * its line is kept. A swarm that moved meanwhile stays loaded for a while, because others use it.
     */
    CompletableFuture<SwarmRunner> read(String swarm) {
        boolean isNew = registry.place(swarm) == null;
        CompletableFuture<SwarmRunner> ready = registry.find(swarm).ready();
        return isNew ? ready.whenComplete((runner, failure) -> unload(runner)) : ready;
    }

    private static void unload(@Nullable SwarmRunner runner) {
        if (runner != null) {
            runner.unloadIfIdle();
        }
    }
}
