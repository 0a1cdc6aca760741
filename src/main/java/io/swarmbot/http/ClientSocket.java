package io.swarmbot.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.swarmbot.push.CloseReason;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;

/**
 * The socket below a stream, for what the public API of Vert.x does not give: one set of encoded bytes shared by all
 * connections, how much waits for the socket, and a close that does not wait behind what the peer never reads. The only
 * class that knows Vert.x's inside; written against Vert.x 4.5.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class ClientSocket {

    /** Above it the peer is not read from any more, so that answers to what it sends cannot pile up. */
    private static final int HIGH_WATER_BYTES = 256 * 1024;

    private static final int LOW_WATER_BYTES = 128 * 1024;

    /** What is read at a time, at most. */
    private static final int STEP_BYTES = 8 * 1024;

    private static final RecvByteBufAllocator STEPS =
            new AdaptiveRecvByteBufAllocator(64, 1024, STEP_BYTES).maxMessagesPerRead(1);

    private final ChannelHandlerContext context;
    private final StepwiseReader reader = new StepwiseReader();

    private ClientSocket(ChannelHandlerContext context) {
        this.context = context;
    }

    public static ClientSocket of(HttpConnection connection) {
        return new ClientSocket(((ConnectionBase) connection).channelHandlerContext());
    }

    /**
     * The same socket for writing into an HTTP/1.1 response that was begun: past the encoder, which would frame each write
     * for each connection anew.
     */
    public ClientSocket belowHttp1() {
        return new ClientSocket(context.pipeline().context(HttpResponseEncoder.class));
    }

    /** From now on whoever streams looks after the connection: the server's own watch for idle ones is taken off. */
    public void watchedByStream() {
        if (context.pipeline().get(IdleStateHandler.class) != null) {
            context.pipeline().remove(IdleStateHandler.class);
        }
    }

    public EventLoop eventLoop() {
        return context.channel().eventLoop();
    }

    /**
     * From now on reads from the peer step by step: the next bytes are taken only when what came with the last ones was
     * handled, and while little waits for the socket. Left to itself the loop reads on while handlers queue up behind it,
     * so a peer that floods fills the memory.
     */
    public void readStepwise() {
        Channel channel = context.channel();
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .setRecvByteBufAllocator(STEPS)
                .setAutoRead(false);
        context.pipeline().addFirst(reader);
        channel.read();
    }

    /**
     * Ends a WebSocket with a reason where its peer breaks the protocol or sends too much at a time, instead of just so.
     *
     * @param maxMessageBytes of one message, in however many frames it comes
     * @param broken is told once; nothing more comes from the peer then
     */
    public void guardFrames(int maxMessageBytes, Consumer<CloseReason> broken) {
        context.pipeline().addBefore(context.name(), null, new FrameGuard(maxMessageBytes, broken));
    }

    /** Says that nothing more is written, behind all that was: a peer that waits for the end sees it. */
    public void endOutput() {
        ((DuplexChannel) context.channel()).shutdownOutput();
    }

    /** Writes bytes as they are; they stay the caller's. Where the connection fails first, {@code whenTaken} never runs. */
    public void write(ByteBuf bytes, Runnable whenTaken) {
        ChannelFuture written = context.writeAndFlush(bytes.retainedDuplicate());
        if (written.isSuccess()) {
            whenTaken.run();
        } else {
            written.addListener(done -> {
                if (done.isSuccess()) {
                    whenTaken.run();
                }
            });
        }
    }

    /** Puts bytes before those of the next write, or of {@link #flush}. */
    public void writeLater(ByteBuf bytes) {
        context.write(bytes.retainedDuplicate(), context.voidPromise());
    }

    public void flush() {
        context.flush();
    }

    /** When the last bytes came, by {@link System#nanoTime}, since {@link #readStepwise}. */
    public long lastRead() {
        return reader.lastRead;
    }

    /** Bytes that the socket has not taken. */
    public long pendingBytes() {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    /** Closes at once; what the peer has not read is lost. */
    public void reset() {
        context.close();
    }

    private static final class StepwiseReader extends ChannelInboundHandlerAdapter {

        private boolean isWaiting;
        private long lastRead = System.nanoTime();

        @Override
        public void channelRead(ChannelHandlerContext read, Object bytes) {
            lastRead = System.nanoTime();
            read.fireChannelRead(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext read) {
            read.fireChannelReadComplete();
            // Behind the handlers of the messages that this read brought: the loop's tasks run in order.
            read.channel().eventLoop().execute(() -> readOn(read));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext changed) {
            if (isWaiting) {
                readOn(changed);
            }
            changed.fireChannelWritabilityChanged();
        }

        private void readOn(ChannelHandlerContext handler) {
            isWaiting = !handler.channel().isWritable();
            if (!isWaiting) {
                handler.read();
            }
        }
    }
}
