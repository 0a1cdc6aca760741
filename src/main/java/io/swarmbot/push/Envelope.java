package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.wire.CloudEvents;
import io.swarmbot.wire.Message;
import java.util.ArrayList;
import java.util.List;

/** The form of a stream's messages. */
public enum Envelope {
    /** This service's own form. */
    NATIVE,
    /** CloudEvents 1.0. */
    CLOUDEVENTS;

    /** A framing whose messages have this form. Two framings of the same form, framing and swarm are equal. */
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
