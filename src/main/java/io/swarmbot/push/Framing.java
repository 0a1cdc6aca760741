package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.wire.Message;
import java.util.List;

/**
 * How a transport puts messages onto its connection. Stateless: what it makes is shared by every connection that uses it.
 */
public interface Framing {

    /** The messages, in order, as the bytes to write; not to be changed or released by who gets them. */
    ByteBuf frame(List<Message> messages);
}
