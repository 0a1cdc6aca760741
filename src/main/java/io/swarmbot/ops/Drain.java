package io.swarmbot.ops;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduler;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.GoingAway;
import io.swarmbot.push.Farewell;
import io.swarmbot.push.Hub;
import io.swarmbot.push.InboxStreams;
import io.swarmbot.push.LongPoll;
import io.swarmbot.store.SwarmStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Empties this process before it ends: it is not ready any more, whoever waits is answered, no stream opens, and the
 * streams are told one after another to come back elsewhere. It is over when nobody is left, or when its time is up;
 * then the framework goes on with the end. The framework's own pause, {@code quarkus.shutdown.delay}, has a fixed
 * length, so it stays unset.
 *
 * <p>Thread-safety: called once, by the thread that ends the process, which waits here.
 */
@ApplicationScoped
class Drain {

    /** Behind those that only note that the process ends: this one waits. */
    private static final int LAST = Interceptor.Priority.PLATFORM_AFTER;

    private static final Logger LOG = System.getLogger(Drain.class.getName());

    /** With the grace of 30 s that Kubernetes gives a pod, there are some seconds left for the end itself. */
    private static final Duration USUAL = Duration.ofSeconds(20);

    /** Clients that are sent away together come back within this time. */
    private static final Duration MOST_RETRY = Duration.ofSeconds(2);

    /** What the last streams and requests have at the end. A command takes milliseconds; a silent store, longer. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

    private static final int LOOK_MILLIS = 5;

    /** What has begun takes a few milliseconds. */
    private static final int LONGEST_TURN_MILLIS = 25;

    private final Duration time;
    private final GoingAway goingAway;
    private final SwarmCoordinator coordinator;
    private final LongPoll polls;
    private final Hub hub;
    private final InboxStreams inboxes;
    private final Event<Farewell> others;
    private final Scheduler scheduler;
    private final Ticker ticker;

    Drain(
            ShutdownSettings settings,
            SwarmStore store,
            GoingAway goingAway,
            SwarmCoordinator coordinator,
            LongPoll polls,
            Hub hub,
            InboxStreams inboxes,
            Event<Farewell> others,
            Scheduler scheduler,
            Ticker ticker) {
        this.time = settings.drain()
                .orElse(
                        LaunchMode.current() == LaunchMode.NORMAL
                                        && store.shared().isPresent()
                                ? USUAL
                                : Duration.ZERO);
        this.goingAway = goingAway;
        this.coordinator = coordinator;
        this.polls = polls;
        this.hub = hub;
        this.inboxes = inboxes;
        this.others = others;
        this.scheduler = scheduler;
        this.ticker = ticker;
    }

    void run(@Observes @Priority(LAST) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        long begin = ticker.nanos();
        int streams = hub.streams();
        goingAway.begin();
        coordinator.endWaits();
        polls.endWaits();
        if (!time.isZero()) {
            sendAway(Farewell.within(time));
            await(time, this::isEmpty);
        }
        // Those that opened when it began, and everybody if there was no time.
        sendAway(Farewell.now(MOST_RETRY));
        await(LAST_MOMENT, () -> isEmpty() && goingAway.sockets() == 0);
        // Work of each second that began when the container is gone would fail, and log errors.
        scheduler.pause();
        TimeUnit.MILLISECONDS.sleep(LONGEST_TURN_MILLIS);
        if (streams > 0) {
            LOG.log(
                    Level.INFO,
                    () -> "drained " + streams + " streams and waiting polls in "
                            + Duration.ofNanos(ticker.nanos() - begin).toMillis() + " ms; left: " + hub.streams());
        }
    }

    private void sendAway(Farewell farewell) {
        hub.sendAway(farewell);
        inboxes.sendAway(farewell);
        others.fire(farewell);
    }

    private boolean isEmpty() {
        return hub.streams() + goingAway.requests() == 0;
    }

    private void await(Duration atMost, BooleanSupplier isOver) throws InterruptedException {
        long begin = ticker.nanos();
        while (!isOver.getAsBoolean() && ticker.nanos() - begin < atMost.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
