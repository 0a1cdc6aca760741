package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.swarmbot.wire.Message;
import java.util.List;

/**
 * How a transport puts messages onto its connection. Stateless: what it makes is shared by every connection that uses it.
 */
public interface Framing {

    /** The messages, in order, as the bytes to write. They are the caller's, who releases them. */
    ByteBuf frame(List<Message> messages);

    /** Room for bytes outside the heap: a socket takes them from there without another copy. */
    static ByteBuf allocate(int size) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size);
    }
}
