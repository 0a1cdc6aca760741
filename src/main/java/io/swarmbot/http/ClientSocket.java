package io.swarmbot.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.push.CloseReason;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The socket below a stream. It offers what the public API of Vert.x does not: encoded bytes that all connections
 * share, the number of bytes that wait for the socket, and a close that does not wait for a peer that never reads. This
 * and {@link ListeningSockets} are the only classes that know the inside of Vert.x; it is written against Vert.x 4.5.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class ClientSocket {

    /**
     * If more bytes than this wait, nothing more is read from the peer, so that answers to its messages cannot pile up.
     */
    private static final int HIGH_WATER_BYTES = 256 * 1024;

    private static final int LOW_WATER_BYTES = 128 * 1024;

    /** The most that is read at a time. */
    private static final int STEP_BYTES = 8 * 1024;

    private static final RecvByteBufAllocator STEPS =
            new AdaptiveRecvByteBufAllocator(64, 1024, STEP_BYTES).maxMessagesPerRead(1);

    private static final AttributeKey<ConnectionAnswers> ANSWERS = AttributeKey.valueOf("swarmbot.answers");
    private static final AttributeKey<Http2Answers> HTTP2_ANSWERS = AttributeKey.valueOf("swarmbot.answers.http2");

    private final ChannelHandlerContext context;
    private @Nullable StepwiseReader reader;

    private ClientSocket(ChannelHandlerContext context) {
        this.context = context;
    }

    public static ClientSocket of(HttpConnection connection) {
        return new ClientSocket(((ConnectionBase) connection).channelHandlerContext());
    }

    /**
     * The socket of an HTTP/1.1 response that was begun, for writes that go past the encoder: it would frame each write
     * anew for each connection.
     */
    public ClientSocket belowHttp1() {
        return new ClientSocket(context.pipeline().context(HttpResponseEncoder.class));
    }

    /**
     * The handler of that kind which sees what goes out before HTTP/1.1 encodes it.
     *
     * @param made makes it, if there is none yet
     * @return empty if the connection is gone
     */
    public <H extends ChannelOutboundHandler> Optional<H> aboveHttp1(Class<H> kind, Supplier<H> made) {
        ChannelPipeline pipeline = context.pipeline();
        H known = pipeline.get(kind);
        ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
        if (known != null || encoder == null) {
            return Optional.ofNullable(known);
        }
        H first = made.get();
        pipeline.addAfter(encoder.name(), null, first);
        return Optional.of(first);
    }

    /** What is known of the answers of this connection. It is the same object for all sockets of one connection. */
    ConnectionAnswers answers() {
        Attribute<ConnectionAnswers> known = context.channel().attr(ANSWERS);
        ConnectionAnswers answers = known.get();
        if (answers == null) {
            answers = new ConnectionAnswers(this);
            known.set(answers);
        }
        return answers;
    }

    /** The same of an HTTP/2 connection. */
    Http2Answers http2Answers(AnswerBudget budget, Duration patience) {
        Attribute<Http2Answers> known = context.channel().attr(HTTP2_ANSWERS);
        Http2Answers answers = known.get();
        if (answers == null) {
            RequestDeadline.stop(context.channel());
            answers = new Http2Answers(this, context, budget, patience);
            known.set(answers);
        }
        return answers;
    }

    /** The turns of this connection's requests. For HTTP/1 only. */
    RequestTurns turns() {
        return RequestTurns.of(context);
    }

    /**
     * Takes off the server's own watch for idle connections: from now on the stream looks after this one. It ends if
     * the client ends its side.
     */
    public void stopIdleWatch() {
        RequestDeadline.stop(context.channel());
        turns().becomeStream(context);
        ConnectionAnswers answers = context.channel().attr(ANSWERS).get();
        if (answers != null) {
            answers.leaveToStream();
        }
        if (context.pipeline().get(IdleStateHandler.class) != null) {
            context.pipeline().remove(IdleStateHandler.class);
        }
    }

    /**
     * What somebody keeps for this connection, until it is closed. It is the same for all sockets of one connection.
     */
    public <T> Attribute<T> kept(AttributeKey<T> key) {
        return context.channel().attr(key);
    }

    public EventLoop eventLoop() {
        return context.channel().eventLoop();
    }

    /**
     * Begins to read from the peer step by step: the next bytes are read when the last ones were handled, and while few
     * bytes wait for the socket. Otherwise the loop would read on while handlers queue up behind it, and a peer that
     * floods would fill the memory.
     *
     * @param ticker measures when the peer sent something
     */
    public void readStepwise(Ticker ticker) {
        Channel channel = context.channel();
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .setRecvByteBufAllocator(STEPS)
                .setAutoRead(false);
        reader = new StepwiseReader(ticker);
        context.pipeline().addFirst(reader);
        channel.read();
    }

    /**
     * Watches the frames of a WebSocket, so that it can end with a reason if its peer breaks the protocol or sends too
     * much at a time.
     *
     * @param maxMessageBytes the most bytes of one message, in however many frames it comes
     * @param broken is told once; nothing more comes from the peer after that
     */
    public void guardFrames(int maxMessageBytes, Consumer<CloseReason> broken) {
        context.pipeline().addBefore(context.name(), null, new FrameGuard(maxMessageBytes, broken));
    }

    /** Ends the connection after everything that was written. */
    public void close() {
        whenTaken(context::close);
    }

    /** Ends the output after everything that was written, so that a peer which waits for the end sees it. */
    public void endOutput() {
        ((DuplexChannel) context.channel()).shutdownOutput();
    }

    /**
     * Writes bytes as they are; they stay the caller's. If the connection fails first, {@code whenTaken} never runs.
     */
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

    /** Does something when the socket has taken all that was written, or when the connection has ended. */
    public void whenTaken(Runnable action) {
        // Past all encoders: the socket takes it behind everything that waits.
        ChannelHandlerContext first = context.pipeline().firstContext();
        if (first == null) {
            // The connection has ended.
            action.run();
        } else {
            first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(taken -> action.run());
        }
    }

    /**
     * Resets the connection if the client does not take in time what waits for it now. Until then it counts in the
     * budget.
     *
     * @param patience how long the client may take for one piece
     * @param taken is run when it was taken, or when the connection has ended
     */
    void limitPending(AnswerBudget budget, Duration patience, Runnable taken) {
        long pending = pendingBytes();
        budget.add(pending);
        ScheduledFuture<?> late = eventLoop()
                .schedule(this::reset, Answer.patience(patience, pending).toNanos(), TimeUnit.NANOSECONDS);
        whenTaken(() -> {
            late.cancel(false);
            budget.give(pending);
            // Not at once: the write that has just been taken still counts as pending.
            eventLoop().execute(taken);
        });
    }

    /** Does something when the connection has ended, or at once if it has. */
    public void whenClosed(Runnable action) {
        context.channel().closeFuture().addListener(closed -> action.run());
    }

    /** Writes bytes with the next write or {@link #flush}; they stay the caller's. */
    public void writeLater(ByteBuf bytes) {
        context.write(bytes.retainedDuplicate(), context.voidPromise());
    }

    public void flush() {
        context.flush();
    }

    /** When the peer last sent something, by the ticker of {@link #readStepwise}, which must have been called. */
    public long lastRead() {
        return Objects.requireNonNull(reader).lastRead;
    }

    /** Bytes that the socket has not taken. */
    public long pendingBytes() {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    /** Whether the connection has not ended. */
    public boolean isOpen() {
        return context.channel().isActive();
    }

    /**
     * Ends the connection at once; what the peer has not read is lost. The system would otherwise keep what it has
     * taken for minutes, and go on offering it.
     */
    public void reset() {
        if (isOpen()) {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        context.close();
    }

    private static final class StepwiseReader extends ChannelInboundHandlerAdapter {

        private final Ticker ticker;
        private boolean isWaiting;
        private long lastRead;

        StepwiseReader(Ticker ticker) {
            this.ticker = ticker;
            this.lastRead = ticker.nanos();
        }

        @Override
        public void channelRead(ChannelHandlerContext read, Object bytes) {
            lastRead = ticker.nanos();
            read.fireChannelRead(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext read) {
            read.fireChannelReadComplete();
            // The loop's tasks run in order, so this one runs after the handlers of the messages that this read
            // brought.
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
