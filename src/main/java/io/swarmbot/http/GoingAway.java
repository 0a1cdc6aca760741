package io.swarmbot.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.push.InboxStreams;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Tells all streams to come back at another replica before the process ends, and refuses new ones. Thread-safe. */
@ApplicationScoped
public class GoingAway {

    private final Hub hub;
    private final InboxStreams inboxes;
    private volatile boolean isGoing;

    GoingAway(Hub hub, InboxStreams inboxes) {
        this.hub = hub;
        this.inboxes = inboxes;
    }

    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        isGoing = true;
        Message farewell = StreamNotices.reconnect(CloseReason.GOING_AWAY.wireName());
        hub.endAll(CloseReason.GOING_AWAY, farewell);
        inboxes.endAll(CloseReason.GOING_AWAY, farewell);
    }

    /** @throws Rejection if the process is about to end */
    void requireStaying() {
        if (isGoing) {
            throw new Rejection(ErrorCode.SHUTTING_DOWN, "this replica stops; come back to another one");
        }
    }
}
