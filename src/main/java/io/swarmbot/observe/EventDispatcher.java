package io.swarmbot.observe;

import io.swarmbot.push.Hub;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.swarm.GroupCommitted;
import io.swarmbot.swarm.StoreAvailability;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmDeleted;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmReset;
import io.swarmbot.swarm.SwarmSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fires {@link SwarmEvent}s for the observers of integrators: each observer is a cursor of its own in each log, with a
 * thread of its own while it has something to do. So one that throws, sleeps or lags harms neither the swarm nor the other
 * observers; one that lags beyond the log is told so by an {@link EventGap}.
 *
 * <p>Thread-safety: any thread; an observer method is never called twice at the same time for one swarm.
 */
@ApplicationScoped
class EventDispatcher {

    private final BeanManager beans;
    private final Hub hub;
    private final SwarmCodec codec;
    private final String replica;
    private final ExecutorService threads;
    private final Set<String> seenTypes = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<Class<?>, Set<ObserverMethod<? super SwarmEvent>>> observers =
            new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<ObserverLane> lanes = new CopyOnWriteArrayList<>();

    EventDispatcher(BeanManager beans, Hub hub, SwarmCodec codec, SwarmSettings settings) {
        this.beans = beans;
        this.hub = hub;
        this.codec = codec;
        this.replica = settings.replica();
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "swarm-observer-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    void committed(@Observes GroupCommitted group) {
        for (LogEntry entry : group.entries()) {
            if (seenTypes.add(entry.type())) {
                discover(decode(group.swarm(), entry));
            }
        }
        for (ObserverLane lane : lanes) {
            lane.grew(group.swarm(), group.from(), group.to());
        }
    }

    void reset(@Observes SwarmReset reset) {
        lanes.forEach(lane -> lane.restart(reset.swarm(), new Gap(reset.reason(), reset.head(), reset.shared())));
    }

    /** Who waits for a log that could not be read tries again. */
    void available(@Observes StoreAvailability store) {
        if (store.isAvailable()) {
            lanes.forEach(ObserverLane::resume);
        }
    }

    void deleted(@Observes SwarmDeleted deleted) {
        lanes.forEach(lane -> lane.forget(deleted.swarm()));
    }

    SwarmEvent decode(String swarm, LogEntry entry) {
        return codec.decode(swarm, entry, entry.writer().equals(replica));
    }

    Hub hub() {
        return hub;
    }

    BeanManager beans() {
        return beans;
    }

    /** Who observes events of that class. */
    Set<ObserverMethod<? super SwarmEvent>> observersOf(SwarmEvent event) {
        return observers.computeIfAbsent(event.getClass(), type -> beans.resolveObserverMethods(event));
    }

    /** An event of a type that was not seen before: who observes it gets a lane, from here on. */
    private synchronized void discover(SwarmEvent event) {
        for (ObserverMethod<? super SwarmEvent> observer : observersOf(event)) {
            if (lanes.stream().noneMatch(lane -> lane.serves(observer))) {
                lanes.add(new ObserverLane(observer, this, threads));
            }
        }
    }
}
