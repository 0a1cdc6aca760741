package io.swarmbot.coordinator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fires each notice as a CDI event, for each observer on its own: {@link Event#fire} would stop at the first observer
 * that throws, and the observers behind it would miss the event.
 */
@ApplicationScoped
class CdiPublisher implements Publisher {

    private static final Logger LOG = System.getLogger(CdiPublisher.class.getName());

    private final BeanManager beans;
    private final ConcurrentHashMap<Class<?>, Set<ObserverMethod<? super Notice>>> observers =
            new ConcurrentHashMap<>();

    CdiPublisher(BeanManager beans) {
        this.beans = beans;
    }

    @Override
    public void publish(Notice notice) {
        Set<ObserverMethod<? super Notice>> interested =
                observers.computeIfAbsent(notice.getClass(), type -> beans.resolveObserverMethods(notice));
        for (ObserverMethod<? super Notice> observer : interested) {
            try {
                observer.notify(notice);
            } catch (Exception | Error e) {
                LOG.log(Level.ERROR, () -> "observer " + observer.getBeanClass().getName() + " threw on " + notice, e);
            }
        }
    }
}
