package io.swarmbot.observe;

import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.StoreAvailability;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmDeleted;
import io.swarmbot.coordinator.SwarmReset;
import io.swarmbot.push.Hub;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Fires {@link SwarmEvent}s for the observers of integrators. Each observer has a cursor of its own in each log, and
 * threads of its own, so an observer that throws, sleeps or lags harms neither the swarm nor the other observers. An
 * observer that lags beyond the log is told so by an {@link EventGap}.
 *
 * <p>Thread-safety: any thread. An observer method is never called twice at the same time for one swarm.
 */
@ApplicationScoped
class EventDispatcher {

    private final BeanManager beans;
    private final Hub hub;
    private final SwarmCodec codec;
    private final SwarmCoordinator coordinator;
    private final int threadsOfEach;
    private final Set<String> seenTypes = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<Class<?>, Set<ObserverMethod<? super SwarmEvent>>> observers =
            new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<ObserverLane> lanes = new CopyOnWriteArrayList<>();

    EventDispatcher(BeanManager beans, Hub hub, SwarmCodec codec, SwarmCoordinator coordinator, ObserverConfig config) {
        this.beans = beans;
        this.hub = hub;
        this.codec = codec;
        this.coordinator = coordinator;
        this.threadsOfEach = config.threads();
    }

    @PreDestroy
    void stop() {
        lanes.forEach(ObserverLane::stop);
    }

    void committed(@Observes GroupCommitted group) {
        for (LogEntry entry : group.entries()) {
            if (!entry.isUnreadable() && seenTypes.add(entry.type())) {
                discover(decode(group.swarm(), entry));
            }
        }
        for (ObserverLane lane : lanes) {
            lane.grow(group.swarm(), group.from(), group.to());
        }
    }

    void reset(@Observes SwarmReset reset) {
        lanes.forEach(lane -> lane.restart(reset.swarm(), new Gap(reset.reason(), reset.head(), reset.shared())));
    }

    /** Lanes that wait for a log that could not be read try again. */
    void available(@Observes StoreAvailability store) {
        if (store.isAvailable()) {
            lanes.forEach(ObserverLane::resume);
        }
    }

    void deleted(@Observes SwarmDeleted deleted) {
        lanes.forEach(lane -> lane.forget(deleted.swarm()));
    }

    SwarmEvent decode(String swarm, LogEntry entry) {
        return codec.decode(swarm, entry, entry.writer().equals(coordinator.replica()));
    }

    Hub hub() {
        return hub;
    }

    BeanManager beans() {
        return beans;
    }

    /** The observers of events of that class. */
    Set<ObserverMethod<? super SwarmEvent>> observersOf(SwarmEvent event) {
        return observers.computeIfAbsent(event.getClass(), type -> beans.resolveObserverMethods(event));
    }

    /** Gives each observer of an event, whose type was not seen before, a lane that begins at this event. */
    private synchronized void discover(SwarmEvent event) {
        for (ObserverMethod<? super SwarmEvent> observer : observersOf(event)) {
            if (lanes.stream().noneMatch(lane -> lane.serves(observer))) {
                lanes.add(new ObserverLane(observer, this, threadsOfEach));
            }
        }
    }
}
