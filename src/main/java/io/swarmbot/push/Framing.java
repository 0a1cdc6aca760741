package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.swarmbot.wire.Message;
import java.util.List;

/** How a transport puts messages into bytes. Stateless: all connections with the same framing share the bytes. */
public interface Framing {

    /** Puts the messages into bytes, in this order. The caller releases them. */
    ByteBuf frame(List<Message> messages);

    /** Allocates a buffer outside the heap: a socket takes bytes from there without another copy. */
    static ByteBuf allocate(int size) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size);
    }
}
