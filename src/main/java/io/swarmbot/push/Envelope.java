package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.wire.CloudEvents;
import io.swarmbot.wire.Message;
import java.util.ArrayList;
import java.util.List;

/** The form that the messages of a stream have. */
public enum Envelope {
    /** This service's own. */
    NATIVE,
    /** CloudEvents 1.0. */
    CLOUDEVENTS;

    /** A framing whose messages have this form; equal to any other of the same form, framing and swarm. */
    Framing around(Framing framing, String swarm) {
        return this == NATIVE ? framing : new Wrapped(framing, swarm);
    }

    private record Wrapped(Framing framing, String swarm) implements Framing {

        @Override
        public ByteBuf frame(List<Message> messages) {
            List<Message> wrapped = new ArrayList<>(messages.size());
            messages.forEach(message -> wrapped.add(CloudEvents.wrap(swarm, message)));
            return framing.frame(wrapped);
        }
    }
}
