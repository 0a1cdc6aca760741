package io.swarmbot.swarm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fires the CDI events of a log, each observer on its own: {@link Event#fire} would stop at the first one that throws, and
 * keep the event from those behind it.
 */
@ApplicationScoped
class CdiPublisher implements Publisher {

    private static final Logger LOG = System.getLogger(CdiPublisher.class.getName());

    private final BeanManager beans;
    private final ConcurrentHashMap<Class<?>, Set<ObserverMethod<? super Object>>> observers =
            new ConcurrentHashMap<>();

    CdiPublisher(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public void publish(Object notice) {
        Set<ObserverMethod<? super Object>> interested =
                observers.computeIfAbsent(notice.getClass(), type -> beans.resolveObserverMethods(notice));
        for (ObserverMethod<? super Object> observer : interested) {
            try {
                observer.notify(notice);
            } catch (Exception | Error e) {
                LOG.log(Level.ERROR, () -> "observer " + observer.getBeanClass().getName() + " threw on " + notice, e);
            }
        }
    }
}
