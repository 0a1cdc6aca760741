package io.swarmbot.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to send a request. The server's own watch sees only silence, so a
 * client that sends a byte now and then would keep its connection for ever.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    /** A client that has sent so much of a body in time gets the same time again. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final AttributeKey<RequestDeadline> KEY = AttributeKey.valueOf("swarmbot.request.deadline");

    /** The library's handler of a connection that has not shown whether it is HTTP/1 or HTTP/2. */
    private static final String UNDECIDED = "io.vertx.core.http.impl.HttpServerWorker";

    private final Duration timeout;
    /** Whether the client has begun a request, or has sent none yet, and the end of it has not come. */
    private boolean isDue = true;

    private boolean isStopped;
    private long readBytes;
    private @Nullable ScheduledFuture<?> alarm;

    RequestDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    /** A request has come to its end. */
    static void requestCame(Channel channel) {
        RequestDeadline deadline = channel.attr(KEY).get();
        if (deadline != null) {
            deadline.rest();
        }
    }

    /** What comes on this connection from now on are no requests of HTTP/1. */
    static void stop(Channel channel) {
        RequestDeadline deadline = channel.attr(KEY).get();
        if (deadline != null) {
            deadline.isStopped = true;
            deadline.rest();
        }
    }

    private void rest() {
        isDue = false;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(KEY).set(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        watch(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        readBytes += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        isDue = !isStopped;
        context.fireChannelRead(message);
        watch(context);
    }

    private void watch(ChannelHandlerContext context) {
        if (isDue && alarm == null) {
            long readBefore = readBytes;
            alarm = context.executor()
                    .schedule(() -> look(context, readBefore), timeout.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look(ChannelHandlerContext context, long readBefore) {
        alarm = null;
        // While the service reads nothing, the client cannot send.
        boolean isInTime = readBytes - readBefore >= PIECE_BYTES
                || !context.channel().config().isAutoRead();
        if (isInTime) {
            watch(context);
        } else if (isHttp(context.pipeline())) {
            context.close();
        }
    }

    /** Another protocol may have taken the connection over, or it may be of another server in this process. */
    private static boolean isHttp(ChannelPipeline pipeline) {
        return pipeline.get(HttpRequestDecoder.class) != null
                || pipeline.get(Http2ConnectionHandler.class) != null
                || pipeline.toMap().values().stream()
                        .anyMatch(handler -> handler.getClass().getName().startsWith(UNDECIDED));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        rest();
        context.fireChannelInactive();
    }
}
