package io.swarmbot.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Before the process ends, its streams are told to come back elsewhere, and no new one is opened. Thread-safe. */
@ApplicationScoped
public class GoingAway {

    private final Hub hub;
    private volatile boolean isGoing;

    GoingAway(Hub hub) {
        this.hub = hub;
    }

    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        isGoing = true;
        hub.endAll(CloseReason.GOING_AWAY, Notices.reconnect(CloseReason.GOING_AWAY.wireName()));
    }

    void refuse() {
        if (isGoing) {
            throw new Rejection(ErrorCode.SHUTTING_DOWN, "this replica stops; come back to another one");
        }
    }
}
